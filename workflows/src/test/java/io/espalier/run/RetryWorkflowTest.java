package io.espalier.run;

import static io.espalier.run.RunBench.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.TaskSettings;
import io.espalier.dag.TriggerRule;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** How tries end, and what follows; the server's clock skips ahead over every wait. */
class RetryWorkflowTest {
  private static final TaskSettings THREE_RETRIES =
      TaskSettings.builder().retries(3).retryDelaySeconds(300).retryExponentialBackoff(2).build();

  @Test
  void aFailedTaskIsTriedAgainAfterAirflowsDelays() {
    try (RunBench bench = new RunBench(task("train", THREE_RETRIES))) {
      List<Long> started = new CopyOnWriteArrayList<>();
      bench.tasks.when(
          "train",
          call -> {
            started.add(bench.seconds());
            if (call.tryNumber() <= 3) {
              throw FakeTasks.failure(TaskFailure.FAILED);
            }
            return "null";
          });

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("train")).containsExactly(1, 2, 3, 4);
      assertThat(bench.store.recorded("train"))
          .filteredOn(state -> state == TaskState.UP_FOR_RETRY)
          .hasSize(3);
      List<Long> airflows = List.of(466L, 795L, 1921L);
      for (int i = 0; i < airflows.size(); i++) {
        long waited = started.get(i + 1) - started.get(i);
        assertThat(waited).isBetween(airflows.get(i), airflows.get(i) + 5);
      }
    }
  }

  @Test
  void whenNoTryIsLeftTheTaskFailsAndWhatFollowsDoesNotRun() {
    TaskSettings once = TaskSettings.builder().retries(1).retryDelaySeconds(1).build();
    try (RunBench bench =
        new RunBench(
            task("a", once),
            task("b", "a"),
            task("c", TaskSettings.builder().triggerRule(TriggerRule.ONE_FAILED).build(), "a"),
            task("sibling"))) {
      bench.tasks.failing("a", TaskFailure.FAILED, 9);

      RunSummary end = bench.run();

      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).isEqualTo("failed: a");
      assertThat(bench.tasks.calls("a")).containsExactly(1, 2);
      assertThat(bench.store.row("a").reason()).isEqualTo("it was FAILED");
      assertThat(bench.store.state("b")).isEqualTo(TaskState.UPSTREAM_FAILED);
      assertThat(bench.store.row("b").reason()).isEqualTo("all_success of a");
      assertThat(bench.store.state("c")).isEqualTo(TaskState.SUCCESS);
      assertThat(bench.store.state("sibling")).isEqualTo(TaskState.SUCCESS);
    }
  }

  @Test
  void aFatalFailureUsesNoFurtherTry() {
    try (RunBench bench = new RunBench(task("a", THREE_RETRIES), task("b", THREE_RETRIES))) {
      bench.tasks.failing("a", TaskFailure.FATAL, 9);
      bench.tasks.when(
          "b",
          call -> {
            throw ApplicationFailure.newNonRetryableFailure("never again", "AnyOtherType");
          });

      assertThat(bench.run().state()).isEqualTo(RunState.FAILED);
      assertThat(bench.tasks.calls("a")).containsExactly(1);
      assertThat(bench.tasks.calls("b")).containsExactly(1);
    }
  }

  @Test
  void anOrdinaryExceptionCountsAsAFailedTry() {
    TaskSettings once = TaskSettings.builder().retries(1).retryDelaySeconds(1).build();
    try (RunBench bench = new RunBench(task("a", once))) {
      bench.tasks.when(
          "a",
          call -> {
            if (call.tryNumber() == 1) {
              throw new ArithmeticException("by zero");
            }
            return "null";
          });

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("a")).containsExactly(1, 2);
    }
  }

  @Test
  void busyStepsLostClaimsOutagesAndStopsUseNoTry() {
    try (RunBench bench = new RunBench(task("busy"), task("lost"), task("away"), task("stopped"))) {
      bench.tasks.failing("busy", TaskFailure.STEP_BUSY, 4);
      bench.tasks.failing("lost", TaskFailure.CLAIM_LOST, 3);
      bench.tasks.failing("away", TaskFailure.UNAVAILABLE, 12);
      bench.tasks.failing("stopped", TaskFailure.STOPPED, 2);

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("busy")).hasSize(5).containsOnly(1);
      assertThat(bench.tasks.calls("lost")).hasSize(4).containsOnly(1);
      assertThat(bench.tasks.calls("away")).hasSize(13).containsOnly(1);
      assertThat(bench.tasks.calls("stopped")).hasSize(3).containsOnly(1);
      assertThat(bench.store.recorded("away")).contains(TaskState.UP_FOR_RESCHEDULE);
      assertThat(bench.store.waits("away"))
          .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
      assertThat(bench.store.waits("busy")).containsExactly(1L, 2L, 4L, 8L);
    }
  }

  @Test
  void aWaitThatIsOverBeforeItCouldBeRecordedIsNotTheEndOfTheRun() {
    try (RunBench bench = new RunBench(task("a"), task("b", "a"))) {
      bench.tasks.when(
          "a",
          call -> {
            if (bench.tasks.calls("a").size() == 1) {
              bench.store.outages.set(6);
              throw FakeTasks.failure(TaskFailure.UNAVAILABLE);
            }
            return "null";
          });

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("a")).containsExactly(1, 1);
      assertThat(bench.store.state("b")).isEqualTo(TaskState.SUCCESS);
    }
  }

  @Test
  void aWorkerThatGivesNoSignOfLifeIsReplacedWithoutATry() {
    WalkLimits quick = new WalkLimits(700, Duration.ofSeconds(5), Duration.ofSeconds(1), 2);
    try (RunBench bench = new RunBench(quick, task("a"), task("b", "a"))) {
      Object never = new Object();
      bench.tasks.when(
          "a",
          call -> {
            if (bench.tasks.calls("a").size() == 1) {
              hang(never);
            }
            return "null";
          });

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("a")).containsExactly(1, 1);
      assertThat(bench.tasks.order()).containsExactly("a", "a", "b");
    }
  }

  @Test
  void aTaskThatLosesTooManyWorkersUsesATryForEachFurtherOne() {
    WalkLimits two = new WalkLimits(700, Duration.ofSeconds(5), Duration.ofSeconds(30), 2);
    try (RunBench bench = new RunBench(two, task("a"))) {
      bench.tasks.failing("a", TaskFailure.CLAIM_LOST, 9);

      assertThat(bench.run().state()).isEqualTo(RunState.FAILED);
      assertThat(bench.tasks.calls("a")).containsExactly(1, 1, 1);
      assertThat(bench.store.row("a").lostWorkers()).isEqualTo(3);
      assertThat(bench.store.row("a").reason()).contains("3 workers were lost");
    }
  }

  @Test
  void whatATaskWaitsAtItsWorkerIsNoPartOfItsExecutionTimeout() {
    TaskSettings settings = TaskSettings.builder().executionTimeoutSeconds(0.05).build();
    try (RunBench bench = new RunBench(task("a", settings))) {
      bench.tasks.when(
          "a",
          call -> {
            long begun = bench.env.currentTimeMillis();
            RunBench.await(
                () -> bench.env.currentTimeMillis() > begun + 200, Duration.ofSeconds(20));
            return "null";
          });

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("a")).containsExactly(1);
    }
  }

  @Test
  void anOperatorMaySkipItsTask() {
    try (RunBench bench = new RunBench(task("a"), task("b", "a"))) {
      bench.tasks.failing("a", TaskFailure.SKIPPED, 1);

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.store.state("a")).isEqualTo(TaskState.SKIPPED);
      assertThat(bench.store.state("b")).isEqualTo(TaskState.SKIPPED);
    }
  }

  @Test
  void aRestartDoesNotResetTheWaitForTheNextTry() {
    try (RunBench bench = new RunBench(task("a", THREE_RETRIES))) {
      Instant next = Instant.ofEpochMilli(bench.env.currentTimeMillis()).plusSeconds(5000);
      bench.store.put(
          new TaskChange("a", TaskState.UP_FOR_RETRY, 2, 3, 0, next.toString(), "before"));

      assertThat(bench.run().state()).isEqualTo(RunState.SUCCESS);
      assertThat(bench.tasks.calls("a")).containsExactly(3);
      assertThat(bench.seconds()).isGreaterThanOrEqualTo(next.getEpochSecond());
    }
  }

  @Test
  void aClearedTaskGetsItsRetriesAnew() {
    TaskSettings once = TaskSettings.builder().retries(1).retryDelaySeconds(1).build();
    try (RunBench bench = new RunBench(task("a", once))) {
      bench.store.left("a", TaskState.NONE, 2, 3);
      bench.tasks.failing("a", TaskFailure.FAILED, 9);

      assertThat(bench.run().state()).isEqualTo(RunState.FAILED);
      assertThat(bench.tasks.calls("a")).containsExactly(3, 4);
    }
  }

  private static void hang(Object never) {
    synchronized (never) {
      try {
        while (true) {
          never.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw FakeTasks.failure(TaskFailure.STOPPED);
      }
    }
  }
}
