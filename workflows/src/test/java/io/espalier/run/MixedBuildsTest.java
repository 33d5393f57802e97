package io.espalier.run;

import static io.espalier.run.RunBench.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.parts.RealParts;
import io.espalier.state.RunState;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * While workers are replaced one by one, a walk comes to builds whose code for it differs. On the
 * server that {@code ESPALIER_TEST_TEMPORAL} names: the one in memory leaves a walk to the worker
 * that had it last.
 */
class MixedBuildsTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** To builds with this limit, what builds with the usual one did is no possible history. */
  private static final WalkLimits OTHER =
      new WalkLimits(2, Duration.ofSeconds(1), Duration.ofSeconds(30), 20);

  @Test
  void aWalkThatABuildCannotReplayWaitsForOneThatCan() {
    String address = RealParts.named("ESPALIER_TEST_TEMPORAL", "HOST:PORT");
    try (RunBench bench =
        RunBench.at(
            address, task("a"), task("b", "a"), task("c", "b"), task("d", "c"), task("e", "d"))) {
      AtomicBoolean go = new AtomicBoolean();
      bench.tasks.when("d", call -> go.get() ? "null" : CancelWorkflowTest.beatUntilStopped());
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.tasks.order().contains("d"), LIMIT);

      bench.stop();
      go.set(true);
      try (Workers other = bench.workers("cpu", OTHER)) {
        RunBench.await(() -> refused(bench), LIMIT);
        assertThat(bench.client.running(bench.runId)).isTrue();
        assertThat(other).isNotNull();
      }
      try (Workers again = bench.workers("cpu")) {
        assertThat(bench.result().state()).isEqualTo(RunState.SUCCESS);
        assertThat(again).isNotNull();
      }
      assertThat(bench.tasks.order()).containsExactly("a", "b", "c", "d", "d", "e");
      assertThat(bench.tasks.calls("d")).containsExactly(1, 1);
    }
  }

  private static boolean refused(RunBench bench) {
    return bench.env.getWorkflowClient().fetchHistory(bench.workflow()).getEvents().stream()
        .map(event -> event.getWorkflowTaskFailedEventAttributes().getCause())
        .anyMatch(
            cause ->
                cause
                    == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR);
  }
}
