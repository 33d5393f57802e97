package io.espalier.run;

import static io.espalier.run.RunBench.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A long walk goes on in a new workflow. */
class ContinueAsNewTest {
  private static final WalkLimits SHORT =
      new WalkLimits(3, Duration.ofSeconds(1), Duration.ofSeconds(30), 2);

  @Test
  void aLongChainIsWalkedByManyWorkflowsAndEachTaskOnce() {
    List<TaskNode> chain = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String id = "t%02d".formatted(i);
      chain.add(i == 0 ? task(id) : task(id, ids.get(i - 1)));
      ids.add(id);
    }
    try (RunBench bench = new RunBench(SHORT, chain.toArray(TaskNode[]::new))) {
      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.order()).isEqualTo(ids);
      assertThat(bench.store.loads.get()).isGreaterThan(3);
    }
  }

  @Test
  void aTaskThatRunsOnIsAskedToStopAndGoesOnInTheNewWorkflow() {
    try (RunBench bench =
        new RunBench(
            SHORT, task("a"), task("b", "a"), task("c", "b"), task("d", "c"), task("long"))) {
      bench.tasks.when(
          "long",
          call ->
              bench.tasks.calls("long").size() == 1
                  ? CancelWorkflowTest.beatUntilStopped()
                  : "null");

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("long")).containsExactly(1, 1);
      assertThat(bench.store.loads.get()).isGreaterThan(1);
    }
  }

  @Test
  void aWaitForTheNextTryOutlivesTheWorkflow() {
    TaskSettings slow = TaskSettings.builder().retries(1).retryDelaySeconds(3000).build();
    try (RunBench bench =
        new RunBench(SHORT, task("a"), task("b", "a"), task("c", "b"), task("slow", slow))) {
      List<Long> started = new CopyOnWriteArrayList<>();
      bench.tasks.when(
          "slow",
          call -> {
            started.add(bench.seconds());
            if (call.tryNumber() == 1) {
              throw FakeTasks.failure(TaskFailure.FAILED);
            }
            return "null";
          });

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("slow")).containsExactly(1, 2);
      assertThat(bench.store.recorded("slow")).contains(TaskState.UP_FOR_RETRY);
      assertThat(started.get(1) - started.get(0)).isBetween(3000L, 3005L);
      assertThat(bench.store.loads.get()).isGreaterThan(1);
    }
  }
}
