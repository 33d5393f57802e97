package io.espalier.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.service.answer.Shown;
import io.espalier.service.answer.TaskLine;
import io.espalier.state.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EtaTest {
  private static final Instant START = Instant.parse("2026-11-22T10:15:00Z");

  @Test
  void whatWasRecordedBeforeIsNoWorkOfThisProcess() {
    Eta eta = new Eta(List.of(cached(), waiting("b"), waiting("c")), START);
    assertThat(left(eta, 1, cached(), running("b", 0.1), waiting("c"))).isEmpty();
    assertThat(left(eta, 2, cached(), running("b", 0.2), waiting("c")))
        .as("too early to say")
        .isEmpty();
    assertThat(left(eta, 5, cached(), running("b", 0.5), waiting("c")))
        .contains(Duration.ofSeconds(15));
  }

  @Test
  void theIterationsBeforeACheckpointAreNoWorkOfThisProcess() {
    Eta eta = new Eta(List.of(running("b", 0), waiting("c")), START);
    assertThat(left(eta, 1, running("b", 0.8), waiting("c"))).isEmpty();
    assertThat(left(eta, 11, running("b", 0.9), waiting("c"))).contains(Duration.ofSeconds(110));
  }

  @Test
  void trainingsThatGoSideBySideShareWhatIsLeft() {
    Eta eta = new Eta(List.of(waiting("a"), waiting("b"), waiting("c"), waiting("d")), START);
    left(eta, 0, running("a", 0.1), running("b", 0.1), waiting("c"), waiting("d"));
    assertThat(left(eta, 4, running("a", 0.5), running("b", 0.5), waiting("c"), waiting("d")))
        .contains(Duration.ofSeconds(15));
    assertThat(left(eta, 9, executed("a", 0, 9), executed("b", 0, 9), cached(), running("d", 0)))
        .as("only one is left")
        .contains(Duration.ofSeconds(10));
  }

  @Test
  void trainingsTooQuickToBeSeenRunningCountToo() {
    Eta eta = new Eta(List.of(waiting("a"), waiting("b"), waiting("c")), START);
    assertThat(left(eta, 4, executed("a", 0, 2), executed("b", 2, 4), waiting("c")))
        .contains(Duration.ofSeconds(2));
  }

  @Test
  void aTrainingThrownBackIsMeasuredFromThere() {
    Eta eta = new Eta(List.of(waiting("a")), START);
    left(eta, 0, running("a", 0.5));
    left(eta, 5, running("a", 0.2));
    assertThat(left(eta, 9, running("a", 0.6))).contains(Duration.ofSeconds(4));
  }

  private static Optional<Duration> left(Eta eta, int second, TaskLine... tasks) {
    return eta.left(List.of(tasks), START.plusSeconds(second));
  }

  private static TaskLine cached() {
    return task("x", TaskState.SUCCESS, Shown.CACHED, 1, null, null);
  }

  private static TaskLine waiting(String id) {
    return task(id, TaskState.NONE, Shown.WAITING, 0, null, null);
  }

  private static TaskLine running(String id, double progress) {
    return task(id, TaskState.RUNNING, Shown.RUNNING, progress, START, null);
  }

  private static TaskLine executed(String id, int from, int to) {
    return task(
        id, TaskState.SUCCESS, Shown.EXECUTED, 1, START.plusSeconds(from), START.plusSeconds(to));
  }

  private static TaskLine task(
      String id,
      TaskState state,
      Shown shown,
      double progress,
      @org.jspecify.annotations.Nullable Instant startedAt,
      @org.jspecify.annotations.Nullable Instant endedAt) {
    return new TaskLine(
        id, "train", null, null, null, state, shown, 1, 100, progress, startedAt, endedAt, null,
        null, null);
  }
}
