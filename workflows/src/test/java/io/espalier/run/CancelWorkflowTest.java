package io.espalier.run;

import static io.espalier.run.RunBench.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.TaskSettings;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Cancelled runs: what runs fails, the rest stays as it was. */
class CancelWorkflowTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void aRunningTaskSeesTheCancellationAndFailsAndTheRestHasNoState() {
    try (RunBench bench =
        new RunBench(
            task("done"),
            task("long", "done"),
            task("elsewhere", TaskSettings.builder().queue("nobody").build(), "done"),
            task("after", "long"))) {
      AtomicBoolean running = new AtomicBoolean();
      bench.tasks.when(
          "long",
          call -> {
            running.set(true);
            return beatUntilStopped();
          });
      bench.client.start(bench.runId);
      RunBench.await(running::get, LIMIT);

      assertThat(bench.client.running(bench.runId)).isTrue();
      assertThat(bench.client.progress(bench.runId).state()).isEqualTo(RunState.RUNNING);
      assertThat(bench.client.cancel(bench.runId, "by hand")).isTrue();
      RunSummary end = bench.client.result(bench.runId).join();

      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).isEqualTo("cancelled");
      assertThat(bench.store.end()).isEqualTo(end);
      assertThat(bench.store.state("done")).isEqualTo(TaskState.SUCCESS);
      assertThat(bench.store.state("long")).isEqualTo(TaskState.FAILED);
      assertThat(bench.store.row("long").reason()).isEqualTo("cancelled: by hand");
      assertThat(bench.store.state("elsewhere")).isEqualTo(TaskState.NONE);
      assertThat(bench.store.row("elsewhere").tryNumber()).isZero();
      assertThat(bench.store.state("after")).isEqualTo(TaskState.NONE);
      assertThat(bench.client.running(bench.runId)).isFalse();
      assertThat(bench.client.cancel(bench.runId, "again")).isFalse();
    }
  }

  @Test
  void aTaskThatWaitsForItsNextTryIsLeftWithoutState() {
    TaskSettings patient = TaskSettings.builder().retries(1).retryDelaySeconds(1e6).build();
    try (RunBench bench = new RunBench(task("a", patient), task("long"))) {
      bench.tasks.failing("a", TaskFailure.FAILED, 9);
      bench.tasks.when("long", call -> beatUntilStopped());
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.store.state("a") == TaskState.UP_FOR_RETRY, LIMIT);

      bench.client.cancel(bench.runId, "");

      assertThat(bench.result().reason()).isEqualTo("cancelled");
      assertThat(bench.store.state("a")).isEqualTo(TaskState.NONE);
      assertThat(bench.store.row("a").tryNumber()).isEqualTo(1);
    }
  }

  @Test
  void teardownsOfWhatWasSetUpRunBeforeACancelledRunEnds() {
    TaskSettings setup = TaskSettings.builder().setup().build();
    TaskSettings teardown =
        TaskSettings.builder().teardown(false).retries(1).retryDelaySeconds(60).build();
    try (RunBench bench =
        new RunBench(
            task("rent", setup),
            task("work", "rent"),
            task("more", "work"),
            task("release", teardown, "more", "rent"),
            task("report", "release"),
            task("open", setup, "report"),
            task("close", teardown, "open"))) {
      bench.tasks.when("work", call -> beatUntilStopped());
      bench.tasks.failing("release", TaskFailure.FAILED, 1);
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.store.state("work") == TaskState.RUNNING, LIMIT);

      bench.client.cancel(bench.runId, "");

      assertThat(bench.result().reason()).isEqualTo("cancelled");
      assertThat(bench.store.end().state()).isEqualTo(RunState.FAILED);
      assertThat(bench.tasks.order()).containsExactly("rent", "work", "release", "release");
      assertThat(bench.store.state("work")).isEqualTo(TaskState.FAILED);
      assertThat(bench.store.state("release")).isEqualTo(TaskState.SUCCESS);
      for (String left : List.of("more", "report", "open", "close")) {
        assertThat(bench.store.state(left)).as(left).isEqualTo(TaskState.NONE);
      }
    }
  }

  @Test
  void aTeardownUnderWayIsNotStopped() {
    TaskSettings setup = TaskSettings.builder().setup().build();
    TaskSettings teardown = TaskSettings.builder().teardown(false).build();
    try (RunBench bench =
        new RunBench(task("rent", setup), task("release", teardown, "rent"), task("long"))) {
      AtomicBoolean go = new AtomicBoolean();
      bench.tasks.when(
          "release",
          call -> {
            while (!go.get()) {
              Activity.getExecutionContext().heartbeat(0.5);
              LockSupport.parkNanos(2_000_000);
            }
            return "null";
          });
      bench.tasks.when("long", call -> beatUntilStopped());
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.store.state("release") == TaskState.RUNNING, LIMIT);

      bench.client.cancel(bench.runId, "");
      RunBench.await(() -> bench.store.state("long") == TaskState.FAILED, LIMIT);
      go.set(true);

      assertThat(bench.result().reason()).isEqualTo("cancelled");
      assertThat(bench.store.state("release")).isEqualTo(TaskState.SUCCESS);
    }
  }

  @Test
  void aCancellationFromTemporalsOwnSideEndsAsOrderly() {
    try (RunBench bench = new RunBench(task("long"), task("after", "long"))) {
      bench.tasks.when("long", call -> beatUntilStopped());
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.store.state("long") == TaskState.RUNNING, LIMIT);

      WorkflowStub workflow =
          bench.env.getWorkflowClient().newUntypedWorkflowStub(RunClient.workflowId(bench.runId));
      workflow.cancel();

      assertThat(bench.client.result(bench.runId).join().reason()).isEqualTo("cancelled");
      assertThat(bench.store.state("long")).isEqualTo(TaskState.FAILED);
    }
  }

  @Test
  void startingARunThatIsAlreadyWalkedAttachesToIt() {
    try (RunBench bench = new RunBench(task("long"))) {
      AtomicBoolean go = new AtomicBoolean();
      bench.tasks.when(
          "long",
          call -> {
            RunBench.await(go::get, LIMIT);
            return "null";
          });
      bench.client.start(bench.runId);
      RunBench.await(() -> bench.store.state("long") == TaskState.RUNNING, LIMIT);
      bench.client.start(bench.runId);
      go.set(true);

      assertThat(bench.result().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.store.loads.get()).isEqualTo(1);
      bench.client.start(bench.runId);
      bench.result();
      assertThat(bench.store.loads.get()).as("a finished run is walked anew").isEqualTo(2);
      assertThat(bench.tasks.order()).containsExactly("long");
    }
  }

  /** What every operator does: signs of life, until one of them says that it is over. */
  static String beatUntilStopped() {
    ActivityExecutionContext context = Activity.getExecutionContext();
    while (true) {
      context.heartbeat(0.5);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
