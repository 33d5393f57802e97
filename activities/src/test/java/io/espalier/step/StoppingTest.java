package io.espalier.step;

import static io.espalier.step.TestBed.CALM;
import static io.espalier.step.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.step.TestOperators.Count;
import io.espalier.step.TestOperators.Iteration;
import io.espalier.step.TestOperators.Kind;
import io.espalier.step.TestOperators.None;
import io.espalier.store.metric.MetricPoint;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
  private final CountDownLatch beaten = new CountDownLatch(1);

  /** Counts freely up to 40, then at the pace of a patient test until it is stopped. */
  private Kind<Count> counter(Iteration each) {
    return TestOperators.counter(
        i -> {
          counted.add(i);
          each.at(i);
        });
  }

  private static void pause() throws InterruptedException {
    // Not a wait for anything: it keeps the loop from running to its end before it is stopped.
    TimeUnit.MILLISECONDS.sleep(2);
  }

  private Pulse.Heart heartThatThrows(RuntimeException end) {
    return fraction -> {
      if (ending.get()) {
        beaten.countDown();
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
    Kind<Count> counter =
        counter(
            i -> {
              if (i == 40) {
                ending.set(true);
              }
              if (ending.get()) {
                pause();
              }
            });
    try (TestBed bed = new TestBed(home, NEVER, counter)) {
      String run = bed.submit(task("a", "counter", "{'until': 20000}"));
      String why =
          bed.failure(
              TaskFailure.STOPPED,
              run,
              "a",
              1,
              heartThatThrows(new ActivityWorkerShutdownException()));
      long stopped = counted.size();
      assertThat(why)
          .startsWith("stopped after a checkpoint at iteration " + stopped)
          .endsWith("the worker shuts down");
      assertThat(stopped).isGreaterThan(40).isLessThan(20_000);
      assertThat(curve(bed, run)).isEqualTo(upTo(stopped));
      assertThat(bed.attempts(run, "a"))
          .extracting(attempt -> attempt.state())
          .containsExactly("LOST");

      counted.clear();
      ending.set(false);
      assertThat(bed.execute(run, "a")).isEqualTo(new TaskResult(false, "{\"value\":20000}"));
      assertThat(counted.get(0)).isEqualTo(stopped);
      assertThat(counted).hasSize((int) (20_000 - stopped));
      assertThat(bed.log(run, "a")).contains("goes on from the checkpoint at iteration " + stopped);
      assertThat(curve(bed, run)).isEqualTo(upTo(20_000));
      assertThat(bed.task(run, "a").tryNumber()).isEqualTo(1);
    }
  }

  @Test
  void theCancelOfARunStopsItWithoutACheckpoint() {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (TestBed bed =
        new TestBed(
            home,
            NEVER,
            counter(
                i -> {
                  if (i == 40) {
                    cancelled.countDown();
                    ending.set(true);
                  }
                  if (ending.get()) {
                    pause();
                  }
                }))) {
      String run = bed.submit(task("a", "counter", "{'until': 20000}"));
      RunControl.requestCancel(bed.store, run);
      String why =
          bed.failure(
              TaskFailure.STOPPED, run, "a", 1, heartThatThrows(new ActivityCanceledException()));
      assertThat(why).isEqualTo("stopped: the run was cancelled");
      assertThat(cancelled.getCount()).isZero();
      counted.clear();
      ending.set(false);
      bed.execute(run, "a");
      assertThat(counted.get(0)).isZero();
    }
  }

  @Test
  void aWalkThatContinuesAsNewGetsACheckpoint() {
    try (TestBed bed =
        new TestBed(
            home,
            NEVER,
            counter(
                i -> {
                  ending.set(true);
                  pause();
                }))) {
      String run = bed.submit(task("a", "counter", "{'until': 20000}"));
      assertThat(
              bed.failure(
                  TaskFailure.STOPPED,
                  run,
                  "a",
                  1,
                  heartThatThrows(new ActivityCanceledException())))
          .startsWith("stopped after a checkpoint at iteration " + counted.size());
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
          .extracting(attempt -> attempt.state())
          .containsExactly("LOST");
    }
  }

  @Test
  void anOperatorWithoutCheckpointsStopsAtItsNextSignOfProgress() throws Exception {
    Kind<None> endless =
        TestOperators.operator(
            "endless",
            (parameters, context) -> {
              ending.set(true);
              beaten.await();
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
