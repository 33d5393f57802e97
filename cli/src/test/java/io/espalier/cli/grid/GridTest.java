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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GridTest {
  @Test
  void aCellShowsTheMostTellingStateOfItsTasks() {
    List<TaskLine> tasks =
        List.of(
            task("r1.dense.train", 1, null, 0, Shown.CACHED, 100, 1),
            task("r1.ticket.01.prune", 1, "ticket", 1, Shown.EXECUTED, 0, 1),
            task("r1.ticket.01.train", 1, "ticket", 1, Shown.RUNNING, 100, 0.42),
            task("r1.reinit.01.prune", 1, "reinit", 1, Shown.CACHED, 0, 1),
            task("r1.reinit.01.train", 1, "reinit", 1, Shown.FAILED, 100, 0),
            task("r1.ticket.02.train", 1, "ticket", 2, Shown.WAITING, 100, 0),
            task("r1.reinit.02.train", 1, "reinit", 2, Shown.RETRY, 100, 0));
    assertThat(Grid.lines(tasks, Grid.UNBOUNDED))
        .containsExactly(
            "r1        ticket        reinit",
            "dense     CACHED",
            "round 1   RUNNING 42%   FAILED",
            "round 2   ·             RETRY",
            "",
            "running: r1.ticket.01.train 42%");
  }

  @Test
  void eachAnalysisHasALineBelowTheReplicates() {
    List<TaskLine> tasks =
        List.of(
            task("r1.ticket.01.train", 1, "ticket", 1, Shown.EXECUTED, 100, 1),
            task("analyses.masks.r1.01", null, null, null, Shown.EXECUTED, 0, 1),
            task("analyses.masks.r1.02", null, null, null, Shown.FAILED, 0, 0),
            task("analyses.pixels.r1.dense.00", null, null, null, Shown.WAITING, 0, 0));
    assertThat(Grid.lines(tasks, Grid.UNBOUNDED))
        .containsExactly(
            "r1        ticket",
            "round 1   EXECUTED",
            "",
            "analysis masks  FAILED",
            "analysis pixels  ·",
            "");
  }

  @Test
  void aGroupWithCachedAndExecutedTasksWasExecuted() {
    assertThat(
            Cell.of(
                List.of(
                    task("a", 1, "x", 1, Shown.CACHED, 0, 1),
                    task("b", 1, "x", 1, Shown.EXECUTED, 0, 1))))
        .isEqualTo(new Cell(Shown.EXECUTED, 1));
  }

  @Test
  void aDagWithoutReplicatesIsAListOfTasks() {
    assertThat(
            Grid.lines(
                List.of(
                    task("load", null, null, null, Shown.EXECUTED, 0, 1),
                    task("report", null, null, null, Shown.SKIPPED, 0, 0)),
                Grid.UNBOUNDED))
        .containsExactly("load    EXECUTED", "report  skipped");
  }

  @Test
  void theGridNeverOutgrowsTheTerminal() {
    List<TaskLine> tasks = new ArrayList<>();
    for (int replicate = 1; replicate <= 5; replicate++) {
      for (int round = 1; round <= 20; round++) {
        for (String arm : List.of("ticket", "reinit", "a-very-long-name-of-an-arm")) {
          Shown state = replicate == 2 && round == 3 ? Shown.RUNNING : Shown.WAITING;
          tasks.add(task(arm + round, replicate, arm, round, state, 10, 0.5));
        }
      }
    }
    List<String> lines = Grid.lines(tasks, new Grid.Size(40, 40));
    assertThat(lines).hasSizeLessThan(40).allMatch(line -> line.length() <= 40);
    assertThat(lines).as("the replicate under way is shown").anyMatch(l -> l.startsWith("round 3"));
    assertThat(Grid.lines(tasks, new Grid.Size(3, 10))).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void withoutATerminalOneLineIsPrintedForEachTrainingThatEnds() {
    StringWriter text = new StringWriter();
    Watch watch = new Watch(new PrintWriter(text), null, false);
    watch.show(
        List.of(training("a", Shown.RUNNING, 0.5), training("b", Shown.WAITING, 0)),
        List.of(),
        Duration.ZERO);
    watch.show(
        List.of(training("a", Shown.EXECUTED, 1), training("b", Shown.RUNNING, 0)),
        List.of(),
        Duration.ZERO);
    watch.show(
        List.of(training("a", Shown.EXECUTED, 1), training("b", Shown.EXECUTED, 1)),
        List.of(),
        Duration.ZERO);
    assertThat(text.toString().lines())
        .containsExactly(
            "a  EXECUTED  (1 of 2 trainings, 0.0 s)", "b  EXECUTED  (2 of 2 trainings, 0.0 s)");
  }

  @Test
  void onATerminalTheGridIsRedrawnInPlace() {
    StringWriter text = new StringWriter();
    Watch watch = new Watch(new PrintWriter(text), new Terminal(24, 80), true);
    watch.show(List.of(training("a", Shown.RUNNING, 0.5)), List.of(), Duration.ZERO);
    watch.show(List.of(training("a", Shown.EXECUTED, 1)), List.of(), Duration.ZERO);
    assertThat(text.toString()).contains("\u001b[3A").contains("\u001b[32mEXECUTED\u001b[0m");
  }

  @Test
  void whatIsWaitedForIsSaidOnceAndThatItIsOverTooWithoutATerminal() {
    StringWriter text = new StringWriter();
    Watch watch = new Watch(new PrintWriter(text), null, false);
    List<TaskLine> tasks = List.of(training("a", Shown.WAITS, 0));
    Instant since = Instant.now();
    watch.show(tasks, List.of(disk(since, "waiting: 1 MB free")), Duration.ZERO);
    watch.show(tasks, List.of(disk(since, "waiting: 2 MB free")), Duration.ZERO);
    watch.show(tasks, List.of(), Duration.ZERO);
    watch.show(tasks, List.of(), Duration.ZERO);
    assertThat(text.toString().lines())
        .hasSize(2)
        .startsWith("waiting: 1 MB free")
        .element(1)
        .asString()
        .matches("went on after waiting \\d\\.\\d s \\(disk\\)");
  }

  @Test
  void onATerminalWhatIsWaitedForStandsBelowTheGridAndGoesWhenItIsOver() {
    StringWriter text = new StringWriter();
    Watch watch = new Watch(new PrintWriter(text), new Terminal(24, 40), true);
    List<TaskLine> tasks = List.of(training("a", Shown.WAITS, 0));
    watch.show(tasks, List.of(disk(Instant.now(), "waiting for " + "x".repeat(80))), Duration.ZERO);
    assertThat(text.toString())
        .contains("\u001b[35mWAITS\u001b[0m")
        .contains("waiting for " + "x".repeat(27) + "\n")
        .doesNotContain("x".repeat(28));
    text.getBuffer().setLength(0);
    watch.show(tasks, List.of(), Duration.ZERO);
    assertThat(text.toString()).startsWith("\u001b[3A").doesNotContain("waiting");
  }

  private static StatusAnswer.Wait disk(Instant since, String text) {
    return new StatusAnswer.Wait("disk", since, List.of("a"), 1L, text);
  }

  private static TaskLine training(String id, Shown shown, double progress) {
    TaskState state =
        switch (shown) {
          case EXECUTED, CACHED -> TaskState.SUCCESS;
          case RUNNING -> TaskState.RUNNING;
          default -> TaskState.NONE;
        };
    return new TaskLine(
        id, "train", null, null, null, state, shown, 1, 100, progress, null, null, null, null,
        null);
  }

  private static TaskLine task(
      String id,
      @Nullable Integer replicate,
      @Nullable String arm,
      @Nullable Integer round,
      Shown shown,
      long iterations,
      double progress) {
    return new TaskLine(
        id,
        "train",
        replicate,
        arm,
        round,
        TaskState.NONE,
        shown,
        1,
        iterations,
        progress,
        null,
        null,
        null,
        null,
        null);
  }
}
