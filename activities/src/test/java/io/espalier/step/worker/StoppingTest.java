package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.CALM;
import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.run.TaskCall;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.step.worker.TestOperators.Count;
import io.espalier.step.worker.TestOperators.Iteration;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.step.worker.TestOperators.None;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops in the middle: with a checkpoint, without one, and what the next try makes of it. */
final class StoppingTest {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path home;

  private final List<Long> counted = new ArrayList<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final Semaphore beats = new Semaphore(0);

  private Kind<Count> counter(Iteration each) {
    return TestOperators.counter(
        i -> {
          counted.add(i);
          each.at(i);
        });
  }

  /** A counter that is told to end at iteration 40, and from there on waits for every beat. */
  private Kind<Count> counterThatEnds() {
    return counter(
        i -> {
          if (i == 40 && counted.get(0) == 0) {
            ending.set(true);
          }
          if (ending.get()) {
            awaitBeat();
          }
        });
  }

  private void awaitBeat() throws InterruptedException {
    beats.drainPermits();
    assertThat(beats.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
  }

  private Pulse.Heart heartThatThrows(RuntimeException end) {
    return fraction -> {
      beats.release();
      if (ending.get()) {
        throw end;
      }
    };
  }

  private List<Double> curve(TestBed bed, String run) {
    return bed.store.metrics().of(String.valueOf(bed.task(run, "a").stepKey())).stream()
        .map(MetricPoint::value)
        .toList();
  }

  private static List<Double> upTo(long count) {
    return LongStream.rangeClosed(1, count).mapToObj(i -> (double) i).toList();
  }

  @Test
  void aShutdownWaitsForACheckpointAndTheNextTryGoesOnFromIt() {
    try (TestBed bed = new TestBed(home, NEVER, counterThatEnds())) {
      String run = bed.submit(task("a", "counter", "{'until': 1000}"));
      Pulse.Heart shutdown = heartThatThrows(new ActivityWorkerShutdownException());
      String why = bed.failure(TaskFailure.STOPPED, run, "a", 1, shutdown);
      long stopped = counted.size();
      assertThat(why)
          .isEqualTo(
              "stopped after a checkpoint at iteration " + stopped + ": the worker shuts down");
      assertThat(stopped).isBetween(41L, 60L);
      assertThat(curve(bed, run)).isEqualTo(upTo(stopped));
      assertThat(bed.attempts(run, "a"))
          .extracting(AttemptRecord::state)
          .containsExactly(AttemptState.LOST);

      counted.clear();
      ending.set(false);
      assertThat(bed.execute(run, "a")).isEqualTo(new TaskResult(false, "{\"value\":1000}"));
      assertThat(counted.get(0)).isEqualTo(stopped);
      assertThat(counted).hasSize((int) (1000 - stopped));
      assertThat(bed.log(run, "a")).contains("goes on from the checkpoint at iteration " + stopped);
      assertThat(curve(bed, run)).isEqualTo(upTo(1000));
      assertThat(bed.task(run, "a").tryNumber()).isEqualTo(1);
    }
  }

  @Test
  void theCancelOfARunStopsItWithoutACheckpoint() {
    try (TestBed bed = new TestBed(home, NEVER, counterThatEnds())) {
      String run = bed.submit(task("a", "counter", "{'until': 1000}"));
      RunControl.requestCancel(bed.store, run);
      Pulse.Heart cancel = heartThatThrows(new ActivityCanceledException());
      assertThat(bed.failure(TaskFailure.STOPPED, run, "a", 1, cancel))
          .isEqualTo("stopped: the run was cancelled");
      assertThat(counted).hasSizeBetween(41, 60);
      counted.clear();
      ending.set(false);
      Kind<Count> again = counter(i -> {});
      try (TaskWorker other =
          bed.worker("worker-2", NEVER, new Catalog(List.of(again), Map.of()))) {
        other.execute(new TaskCall(run, "a", 1), CALM);
      }
      assertThat(counted.get(0)).isZero();
    }
  }

  @Test
  void aWalkThatContinuesAsNewGetsACheckpoint() {
    try (TestBed bed = new TestBed(home, NEVER, counterThatEnds())) {
      String run = bed.submit(task("a", "counter", "{'until': 1000}"));
      Pulse.Heart cancel = heartThatThrows(new ActivityCanceledException());
      assertThat(bed.failure(TaskFailure.STOPPED, run, "a", 1, cancel))
          .isEqualTo(
              "stopped after a checkpoint at iteration "
                  + counted.size()
                  + ": the walk asked it to");
    }
  }

  @Test
  void anInterruptMakesACheckpointAndLeavesTheStoreOpen() {
    try (TestBed bed =
        new TestBed(
            home,
            NEVER,
            counter(
                i -> {
                  if (i == 5) {
                    Thread.currentThread().interrupt();
                  }
                }))) {
      String run = bed.submit(task("a", "counter", "{'until': 10}"));
      assertThat(bed.failure(TaskFailure.STOPPED, run, "a"))
          .isEqualTo("stopped after a checkpoint at iteration 6: the worker shuts down");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      counted.clear();
      assertThat(bed.execute(run, "a").returnValue()).isEqualTo("{\"value\":10}");
      assertThat(counted).containsExactly(6L, 7L, 8L, 9L);
    }
  }

  @Test
  void anInterruptedWaitIsAStopToo() {
    Kind<None> waiter =
        TestOperators.operator(
            "waiter",
            (parameters, context) -> {
              Thread.currentThread().interrupt();
              new CountDownLatch(1).await();
              return null;
            });
    try (TestBed bed = new TestBed(home, waiter)) {
      String run = bed.submit(task("a", "waiter", "{}"));
      bed.failure(TaskFailure.STOPPED, run, "a");
      assertThat(bed.attempts(run, "a"))
          .extracting(AttemptRecord::state)
          .containsExactly(AttemptState.LOST);
    }
  }

  @Test
  void anOperatorWithoutCheckpointsStopsAtItsNextSignOfProgress() throws Exception {
    Kind<None> endless =
        TestOperators.operator(
            "endless",
            (parameters, context) -> {
              ending.set(true);
              awaitBeat();
              for (long i = 0; i < 10_000_000_000L; i++) {
                context.progress(0.5);
              }
              return null;
            });
    try (TestBed bed = new TestBed(home, endless)) {
      String run = bed.submit(task("a", "endless", "{}"));
      assertThat(
              bed.failure(
                  TaskFailure.STOPPED,
                  run,
                  "a",
                  1,
                  heartThatThrows(new ActivityWorkerShutdownException())))
          .startsWith("stopped: ");
    }
  }

  @Test
  void checkpointsAreMadeByTime() {
    try (TestBed bed = new TestBed(home, Duration.ZERO, counter(i -> {}))) {
      String run = bed.submit(task("a", "counter", "{'until': 5}"));
      bed.execute(run, "a", 1, CALM);
      assertThat(bed.log(run, "a"))
          .contains("checkpoint at iteration 1: 1 bytes")
          .endsWith(" done\n");
      assertThat(curve(bed, run)).isEqualTo(upTo(5));
    }
  }

  @Test
  void aFailureKeepsTheCheckpointForTheNextTry() {
    Kind<Count> failing =
        counter(
            i -> {
              if (i == 4 && counted.size() == 5) {
                throw new IllegalStateException("once");
              }
            });
    try (TestBed bed = new TestBed(home, Duration.ZERO, failing)) {
      String run = bed.submit(task("a", "counter", "{'until': 6}"));
      bed.failure(TaskFailure.FAILED, run, "a");
      counted.clear();
      bed.execute(run, "a", 2, CALM);
      assertThat(counted.get(0)).isPositive();
      assertThat(curve(bed, run)).isEqualTo(upTo(6));
    }
  }

  @Test
  void progressOutsideItsRangeIsRefused() {
    Kind<None> wrong =
        TestOperators.operator(
            "wrong",
            (parameters, context) -> {
              context.progress(Double.NaN);
              return null;
            });
    try (TestBed bed = new TestBed(home, wrong)) {
      String run = bed.submit(task("a", "wrong", "{}"));
      assertThat(bed.failure(TaskFailure.FAILED, run, "a"))
          .endsWith("progress: NaN (expected: in [0, 1])");
    }
  }
}
