package io.espalier.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.terminal.Terminal;
import io.espalier.service.answer.Shown;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.state.TaskState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The line below the grid. */
class WatchTest {
  private static final Duration ELAPSED = Duration.ofSeconds(10);
  private static final StatusAnswer.Wait AWAY =
      new StatusAnswer.Wait(
          "temporal", Instant.EPOCH, List.of(), null, "Temporal away since 10:41:00, retrying");

  private final StringWriter text = new StringWriter();

  @Test
  void aRunWithoutTrainingsCountsItsTasks() {
    Watch watch = watch(new Terminal(24, 80));
    show(
        watch,
        List.of(
            task("a", TaskState.SUCCESS, Shown.EXECUTED, 0),
            task("b", TaskState.NONE, Shown.WAITING, 0)));
    assertThat(text.toString()).contains("1 of 2 tasks, 10.0 s").doesNotContain("trainings");
  }

  @Test
  void whileTemporalIsAwayNoTimeLeftIsTold() {
    Watch watch = watch(new Terminal(24, 80));
    List<TaskLine> tasks =
        List.of(
            task("a", TaskState.SUCCESS, Shown.EXECUTED, 100),
            task("b", TaskState.RUNNING, Shown.RUNNING, 100));
    show(watch, tasks);
    assertThat(text.toString()).contains("1 of 2 trainings, 10.0 s").doesNotContain("away");

    watch.show(tasks, List.of(AWAY), ELAPSED);
    assertThat(text.toString().substring(text.toString().lastIndexOf("Temporal away")))
        .contains("1 of 2 trainings, 10.0 s")
        .doesNotContain("left");
  }

  @Test
  void withoutATerminalTheServersComingAndGoingIsALineEach() {
    Watch watch = watch(null);
    show(watch, List.of());
    watch.show(List.of(), List.of(AWAY), ELAPSED);
    watch.show(List.of(), List.of(AWAY), ELAPSED);
    show(watch, List.of());
    assertThat(text.toString().lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Temporal away since "),
            second -> assertThat(second).matches("went on after waiting .* \\(temporal\\)"));
  }

  private Watch watch(@Nullable Terminal terminal) {
    return new Watch(new PrintWriter(text), terminal, false);
  }

  private static void show(Watch watch, List<TaskLine> tasks) {
    watch.show(tasks, List.of(), ELAPSED);
  }

  private static TaskLine task(String id, TaskState state, Shown shown, long iterations) {
    return new TaskLine(
        id,
        "train",
        null,
        null,
        null,
        state,
        shown,
        1,
        iterations,
        0.5,
        null,
        null,
        null,
        null,
        null);
  }
}
