package io.espalier.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.answer.TaskLine;
import io.espalier.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The line below the grid. */
class WatchTest {
  private final StringWriter text = new StringWriter();

  @Test
  void aRunWithoutTrainingsCountsItsTasks() {
    Watch watch = watch(new Terminal(24, 80));
    show(watch, List.of(task("a", "success", "EXECUTED", 0), task("b", "none", "waiting", 0)));
    assertThat(text.toString()).contains("1 of 2 tasks, 10.0 s").doesNotContain("trainings");
  }

  @Test
  void whileTemporalIsAwayNoTimeLeftIsTold() {
    Watch watch = watch(new Terminal(24, 80));
    List<TaskLine> tasks =
        List.of(task("a", "success", "EXECUTED", 100), task("b", "running", "RUNNING", 100));
    show(watch, tasks);
    assertThat(text.toString()).contains("1 of 2 trainings, 10.0 s").doesNotContain("away");

    watch.temporalAway(Instant.now());
    show(watch, tasks);
    assertThat(text.toString())
        .containsPattern("1 of 2 trainings, 10\\.0 s, Temporal away since \\d\\d:\\d\\d, retrying");
  }

  @Test
  void withoutATerminalTheServersComingAndGoingIsALineEach() {
    Watch watch = watch(null);
    watch.temporalAway(null);
    watch.temporalAway(Instant.now());
    watch.temporalAway(Instant.now());
    watch.temporalAway(null);
    assertThat(text.toString().lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Temporal away since "),
            second -> assertThat(second).isEqualTo("Temporal is back"));
  }

  private Watch watch(@Nullable Terminal terminal) {
    return new Watch(new PrintWriter(text), terminal, false);
  }

  private static void show(Watch watch, List<TaskLine> tasks) {
    watch.show(tasks, Duration.ofSeconds(10));
  }

  private static TaskLine task(String id, String state, String shown, long iterations) {
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
