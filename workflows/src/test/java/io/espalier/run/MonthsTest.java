package io.espalier.run;

import static io.espalier.run.RunBench.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that pause for months: the server's clock skips ahead while nothing runs. */
class MonthsTest {
  private static final WalkLimits SHORT =
      new WalkLimits(20, Duration.ofSeconds(60), Duration.ofSeconds(30), 20);

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static TaskSettings retries(int retries, Duration delay) {
    return TaskSettings.builder()
        .retries(retries)
        .retryDelaySeconds((double) delay.toSeconds())
        .build();
  }

  @Test
  void aRunThatPausesForMonthsLosesNoWaitAndItsWorkflowsStaySmall() {
    int days = 100;
    try (RunBench bench =
        new RunBench(
            SHORT,
            task("poll", retries(days, Duration.ofDays(1))),
            task("season", retries(1, Duration.ofDays(days))),
            task("end", "poll", "season"))) {
      long begun = bench.seconds();
      bench.tasks.failing("poll", TaskFailure.FAILED, days);
      bench.tasks.failing("season", TaskFailure.FAILED, 1);

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);

      assertThat(bench.seconds() - begun).isGreaterThan(Duration.ofDays(days).toSeconds());
      assertThat(bench.tasks.calls("poll")).hasSize(days + 1).endsWith(days + 1);
      assertThat(bench.tasks.calls("season")).containsExactly(1, 2);
      assertThat(bench.store.waits("season")).containsExactly(Duration.ofDays(days).toSeconds());
      for (String id : List.of("poll", "season", "end")) {
        assertThat(bench.store.state(id)).as(id).isEqualTo(TaskState.SUCCESS);
      }
      List<Histories.Size> workflows = Histories.of(bench);
      assertThat(workflows).hasSizeGreaterThan(5);
      assertThat(workflows).allSatisfy(w -> assertThat(w.events()).isLessThan(300));
    }
  }

  @Test
  void aTaskWaitsForMonthsForAWorkerOfItsQueueAndUsesNoTry() {
    TaskNode[] nodes = {
      task("elsewhere", TaskSettings.builder().queue("gpu").build()),
      task("poll", retries(200, Duration.ofDays(1))),
      task("end", "elsewhere", "poll")
    };
    try (RunBench bench = new RunBench(nodes)) {
      bench.tasks.when(
          "poll",
          call -> {
            if (bench.tasks.calls("elsewhere").isEmpty()) {
              throw FakeTasks.failure(TaskFailure.FAILED);
            }
            return "null";
          });
      long begun = bench.seconds();
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.store.state("poll") == TaskState.UP_FOR_RETRY, LIMIT);
      bench.skipWhileOneTaskHasNoWorker(
          () ->
              RunBench.await(
                  () -> bench.seconds() - begun > Duration.ofDays(91).toSeconds(), LIMIT));
      assertThat(bench.tasks.calls("elsewhere")).isEmpty();

      try (Workers gpu = bench.workers("gpu")) {
        assertThat(bench.result().state()).isEqualTo(RunState.SUCCESS);
        assertThat(gpu).isNotNull();
      }
      assertThat(bench.tasks.calls("elsewhere")).containsExactly(1);
      assertThat(bench.tasks.calls("poll")).hasSizeGreaterThan(90);
    }
  }
}
