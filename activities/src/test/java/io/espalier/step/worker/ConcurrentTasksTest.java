package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.CALM;
import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.TaskCall;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.step.waiting.Wait;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.step.worker.TestOperators.None;
import io.espalier.store.step.AttemptState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tasks that name the same step at the same time. */
final class ConcurrentTasksTest {
  @TempDir Path home;

  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void secondWorkerFindsTheStepBusyAndThenRecorded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (TestBed bed = new TestBed(home, TestOperators.sleeper(begun, go))) {
      String run = bed.submit(task("a", "sleeper", "{}"), task("b", "sleeper", "{}"));
      FutureTask<TaskResult> first = new FutureTask<>(() -> bed.execute(run, "a"));
      Thread thread = new Thread(first);
      thread.start();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(bed.worker.running(run)).containsOnlyKeys("a");
      try (TaskWorker other = bed.worker("worker-2", Duration.ofSeconds(10), bed.catalog)) {
        TaskCall b = new TaskCall(run, "b", 1);
        assertThat(TestBed.failure(TaskFailure.STEP_BUSY, () -> other.execute(b, CALM)))
            .contains("worker-1");
        assertThat(other.waits().of(run))
            .singleElement()
            .satisfies(wait -> assertThat(wait.what()).isEqualTo(Wait.For.STEP))
            .satisfies(wait -> assertThat(wait.who()).isEqualTo("b"))
            .satisfies(wait -> assertThat(wait.text()).contains("worker-1"));
        go.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).cached()).isFalse();
        assertThat(other.execute(new TaskCall(run, "b", 1), CALM).cached()).isTrue();
        assertThat(other.waits().of(run)).isEmpty();
      }
      assertThat(bed.worker.running(run)).isEmpty();
    }
  }

  @Test
  void aSecondTaskOfTheSameWorkerWaitsForTheStepAndFindsItRecorded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (TestBed bed = new TestBed(home, TestOperators.sleeper(begun, go))) {
      String run = bed.submit(task("a", "sleeper", "{}"), task("b", "sleeper", "{}"));
      FutureTask<TaskResult> first = new FutureTask<>(() -> bed.execute(run, "a"));
      FutureTask<TaskResult> second = new FutureTask<>(() -> bed.execute(run, "b"));
      new Thread(first).start();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      new Thread(second).start();
      go.countDown();
      assertThat(first.get(20, TimeUnit.SECONDS).cached()).isFalse();
      assertThat(second.get(20, TimeUnit.SECONDS).cached()).isTrue();
    }
  }

  @Test
  void aZombieIsToldSoAndChangesNothing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Kind<None> sleeper = TestOperators.sleeper(begun, go);
    Kind<None> once =
        TestOperators.operator(
            "sleeper",
            (parameters, context) ->
                runs.incrementAndGet() == 1 ? sleeper.run(parameters, context) : "second");
    try (TestBed bed = new TestBed(home, once)) {
      String run = bed.submit(task("a", "sleeper", "{}"));
      FutureTask<String> zombie =
          new FutureTask<>(() -> bed.failure(TaskFailure.CLAIM_LOST, run, "a"));
      new Thread(zombie).start();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      // What a new owner of the file finds: a claim of an owner that is gone.
      try (Connection file =
          DriverManager.getConnection("jdbc:h2:file:" + home.resolve("store"), "espalier", "")) {
        file.createStatement().executeUpdate("UPDATE step SET owner_epoch = NULL");
      }
      try (TaskWorker other = bed.worker("worker-2", Duration.ofSeconds(10), bed.catalog)) {
        assertThat(other.execute(new TaskCall(run, "a", 1), CALM))
            .isEqualTo(new TaskResult(false, "\"second\""));
      }
      go.countDown();
      assertThat(zombie.get(20, TimeUnit.SECONDS)).startsWith("another attempt has taken");
      assertThat(bed.attempts(run, "a"))
          .extracting(attempt -> attempt.state())
          .containsExactly(AttemptState.LOST, AttemptState.WON);
      assertThat(bed.execute(run, "a").returnValue()).isEqualTo("\"second\"");
      assertThat(bed.store.tasks().outputs(run, "a")).isEmpty();
    }
  }
}
