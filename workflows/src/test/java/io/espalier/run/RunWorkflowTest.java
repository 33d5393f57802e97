package io.espalier.run;

import static io.espalier.run.RunBench.branch;
import static io.espalier.run.RunBench.shortCircuit;
import static io.espalier.run.RunBench.task;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.TaskSettings;
import io.espalier.dag.TriggerRule;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The walk over small Dags, from end to end on an in-memory Temporal server. */
class RunWorkflowTest {
  @Test
  void tasksRunInTheOrderOfTheirEdges() {
    try (RunBench bench = new RunBench(task("a"), task("b", "a"), task("c", "b"))) {
      RunSummary end = bench.run();

      assertThat(end)
          .isEqualTo(new RunSummary(RunState.SUCCESS, "", Map.of(TaskState.SUCCESS, 3)))
          .isEqualTo(bench.store.end());
      assertThat(bench.tasks.order()).containsExactly("a", "b", "c");
      assertThat(bench.store.recorded("b")).containsExactly(TaskState.RUNNING);
      assertThat(bench.tasks.calls("b")).containsExactly(1);
    }
  }

  @Test
  void aBranchSkipsWhatItDoesNotName() {
    try (RunBench bench =
        new RunBench(
            branch("pick"),
            task("left", "pick"),
            task("right", "pick"),
            task("after_right", "right"),
            task("join", "left", "pick"))) {
      bench.tasks.when("pick", call -> "[\"left\"]");

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.order()).containsExactly("pick", "left", "join");
      assertThat(bench.store.row("right").reason()).isEqualTo("skipped by pick");
      assertThat(bench.store.state("after_right")).isEqualTo(TaskState.SKIPPED);
    }
  }

  @Test
  void aBranchThatNamesAnUnknownTaskFailsWhatIsBehindIt() {
    try (RunBench bench = new RunBench(branch("pick"), task("left", "pick"))) {
      bench.tasks.when("pick", call -> "\"nowhere\"");

      RunSummary end = bench.run();
      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason())
          .isEqualTo(
              "failed: left upstream_failed (pick: branch result \"nowhere\" (expected: a task or"
                  + " group of the Dag))");
      assertThat(bench.store.row("left").state()).isEqualTo(TaskState.UPSTREAM_FAILED);
      assertThat(bench.store.row("left").reason()).contains("nowhere");
    }
  }

  @Test
  void aShortCircuitSkipsEverythingBehindItButTeardowns() {
    try (RunBench bench =
        new RunBench(
            shortCircuit("gate"),
            task("work", "gate"),
            task("late", TaskSettings.builder().triggerRule(TriggerRule.ALL_DONE).build(), "work"),
            task("down", TaskSettings.builder().teardown(false).build(), "work"))) {
      bench.tasks.when("gate", call -> "0");

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.order()).containsExactly("gate", "down");
      assertThat(bench.store.state("late")).isEqualTo(TaskState.SKIPPED);
    }
  }

  @Test
  void aTeardownRunsAfterFailedWorkAndTheRunStillFails() {
    try (RunBench bench =
        new RunBench(
            task("up", TaskSettings.builder().setup().build()),
            task("work", "up"),
            task("more", "work"),
            task("down", TaskSettings.builder().teardown(false).build(), "more", "up"))) {
      bench.tasks.failing("work", TaskFailure.FAILED, 9);

      RunSummary end = bench.run();

      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).isEqualTo("failed: work");
      assertThat(bench.tasks.order()).containsExactly("up", "work", "down");
      assertThat(bench.store.state("more")).isEqualTo(TaskState.UPSTREAM_FAILED);
    }
  }

  @Test
  void aTaskThatCanNeverRunEndsTheRunAsDeadlocked() {
    try (RunBench bench =
        new RunBench(
            task("gone"),
            task("t", TaskSettings.builder().triggerRule(TriggerRule.ALL_SKIPPED).build(), "gone"),
            task("other"))) {
      bench.store.left("gone", TaskState.REMOVED, 0, 0);

      RunSummary end = bench.run();

      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).contains("deadlocked").contains("t");
      assertThat(bench.store.state("other")).isEqualTo(TaskState.SUCCESS);
    }
  }

  @Test
  void aResumedRunWalksOnlyWhatWasNotFinished() {
    try (RunBench bench =
        new RunBench(branch("a"), task("b", "a"), task("c", "a"), task("d", "b"))) {
      bench.store.succeed(new TaskCall("", "a", 1), "\"b\"");
      bench.store.left("b", TaskState.RUNNING, 2, 3);

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.order()).containsExactly("b", "d");
      assertThat(bench.tasks.calls("b")).as("a lost try is not counted").containsExactly(2);
      assertThat(bench.store.state("c")).isEqualTo(TaskState.SKIPPED);
    }
  }

  @Test
  void theWalkWaitsForAStoreThatIsAway() {
    try (RunBench bench =
        new RunBench(branch("pick"), task("left", "pick"), task("right", "pick"))) {
      bench.tasks.when(
          "pick",
          call -> {
            bench.store.outages.set(3);
            return "\"left\"";
          });

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.order()).containsExactly("pick", "left");
      assertThat(bench.store.recorded("right")).containsExactly(TaskState.SKIPPED);
    }
  }

  @Test
  void aTaskThatFindsTheStoreAwayUsesNoTry() {
    try (RunBench bench = new RunBench(task("a"), task("b", "a"))) {
      bench.store.outages.set(2);

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("a")).containsOnly(1);
      assertThat(bench.tasks.calls("b")).containsExactly(1);
    }
  }

  @Test
  void aTaskWithoutAWorkerIsNeverWrittenDownAsQueued() {
    try (RunBench bench =
        new RunBench(task("a", TaskSettings.builder().retries(1).retryDelaySeconds(60).build()))) {
      bench.tasks.failing("a", TaskFailure.FAILED, 1);

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.store.recorded("a"))
          .containsExactly(TaskState.RUNNING, TaskState.UP_FOR_RETRY, TaskState.RUNNING);
    }
  }

  @Test
  void aTryThatLostItsWorkerIsWrittenDownAsQueuedForItIsNotRunningAnyMore() {
    try (RunBench bench = new RunBench(task("a"))) {
      bench.store.left("a", TaskState.RUNNING, 1, 0);

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.store.recorded("a")).containsExactly(TaskState.QUEUED, TaskState.RUNNING);
    }
  }

  @Test
  void aWalkThatBreaksEndsAndSaysWhy() {
    try (RunBench bench = new RunBench(task("a", "missing"))) {
      bench.client.start(bench.runId);

      assertThatThrownBy(() -> bench.client.result(bench.runId).orTimeout(30, SECONDS).join())
          .hasStackTraceContaining("task_id: missing (expected: a task of the Dag)");
      assertThat(bench.client.running(bench.runId)).isFalse();
    }
  }
}
