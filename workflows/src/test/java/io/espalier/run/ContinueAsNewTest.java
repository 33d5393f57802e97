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
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void aTaskThatNoWorkerHasTakenYetIsNoTryOfIt() {
    TaskSettings elsewhere = TaskSettings.builder().queue("gpu").build();
    WalkLimits impatient = new WalkLimits(3, Duration.ofMillis(50), Duration.ofSeconds(30), 2);
    try (RunBench bench =
        new RunBench(
            impatient,
            task("a"),
            task("b", "a"),
            task("c", "b"),
            task("d", "c"),
            task("there", elsewhere),
            task("e", "d", "there"))) {
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.store.state("d") == TaskState.SUCCESS, Duration.ofSeconds(30));
      assertThat(bench.store.loads).hasValueGreaterThan(1);

      try (Workers gpu = bench.workers("gpu")) {
        assertThat(bench.result().state()).isEqualTo(RunState.SUCCESS);
        assertThat(gpu).isNotNull();
      }
      assertThat(bench.tasks.calls("there")).containsExactly(1);
    }
  }

  /** Where the walk calls the store it may be when a signal comes, also while it continues. */
  @Test
  void aCancellationIsNotLostWhereverAWalkContinuesAsNew() {
    // every second try that ends is a failed one, which is recorded while the workflow continues
    WalkLimits two = new WalkLimits(2, Duration.ofSeconds(1), Duration.ofSeconds(30), 2);
    int cancelled = 0;
    for (int call = 1; ; call++) {
      AtomicInteger left = new AtomicInteger(call);
      try (RunBench bench = new RunBench(two, task("a"), task("b", "a"), task("c", "b"))) {
        for (String id : List.of("b", "c")) {
          bench.tasks.failing(id, TaskFailure.UNAVAILABLE, 1);
        }
        bench.store.before =
            () -> {
              if (left.decrementAndGet() == 0) {
                assertThat(bench.client.cancel(bench.runId, "by hand")).isTrue();
              }
            };
        RunSummary end = bench.run();
        if (left.get() > 0) {
          assertThat(end.state()).isEqualTo(RunState.SUCCESS);
          assertThat(bench.store.loads).hasValue(3);
          break;
        }
        assertThat(end.reason()).as("cancelled at call %d", call).isEqualTo("cancelled");
        cancelled++;
      }
    }
    assertThat(cancelled).as("three loads, and a record in each of two continuations").isEqualTo(5);
  }
}
