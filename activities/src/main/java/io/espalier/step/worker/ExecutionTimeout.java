package io.espalier.step.worker;

import io.espalier.run.TaskFailure;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The {@code execution_timeout} of one try. As in Airflow its clock starts when the operator does:
 * waiting for a trainer or for another task's step does not count. An operator that exceeds it is
 * asked to stop and interrupted. One that reacts to neither keeps its thread; since its claim has
 * ended, nothing that it still writes is recorded.
 */
final class ExecutionTimeout {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final @Nullable Double seconds;
  private final Pulse pulse;
  private final Duration grace;
  private long sparedNanos;
  private long spareSince;
  private int spares;

  /**
   * A timeout.
   *
   * @param seconds for the operator, above 0; null for no limit
   */
  ExecutionTimeout(@Nullable Double seconds, Pulse pulse) {
    this(seconds, pulse, GRACE);
  }

  /**
   * A timeout.
   *
   * @param grace how long a late operator may take to stop
   */
  ExecutionTimeout(@Nullable Double seconds, Pulse pulse, Duration grace) {
    this.seconds = seconds;
    this.pulse = pulse;
    this.grace = grace;
  }

  /**
   * Runs the operator.
   *
   * @throws TaskFailedException (FAILED) when its time is over
   */
  <T extends @Nullable Object> T run(Callable<T> operator) throws Exception {
    Double limit = seconds;
    if (limit == null) {
      return operator.call();
    }
    FutureTask<T> work = new FutureTask<>(operator);
    Thread thread = new Thread(work, Thread.currentThread().getName() + "-timed");
    thread.setDaemon(true);
    long begun = System.nanoTime();
    thread.start();
    // the longest that a long holds is three centuries
    long nanos = Math.round(limit * 1e9);
    while (true) {
      long left = nanos - (System.nanoTime() - begun - spared());
      if (left <= 0) {
        throw late(limit, work, thread);
      }
      try {
        return work.get(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
      } catch (TimeoutException notYet) {
        // the clock may have stood still meanwhile: see again what is left
      } catch (ExecutionException e) {
        throw thrown(e);
      } catch (InterruptedException shutdown) {
        thread.interrupt();
      }
    }
  }

  /** Does what takes none of the time: another task's work. */
  void spare(Runnable work) {
    spare(1);
    try {
      work.run();
    } finally {
      spare(-1);
    }
  }

  private synchronized void spare(int more) {
    sparedNanos = spared();
    spareSince = System.nanoTime();
    spares += more;
  }

  private synchronized long spared() {
    return sparedNanos + (spares == 0 ? 0 : System.nanoTime() - spareSince);
  }

  private TaskFailedException late(double limit, FutureTask<?> work, Thread thread) {
    String text = "execution_timeout: the operator ran for longer than " + limit + " s";
    pulse.ask(Pulse.Request.STOP, text);
    thread.interrupt();
    try {
      var unused = work.get(grace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException whateverItSays) {
      // It is late in any case.
    } catch (InterruptedException shutdown) {
      Thread.currentThread().interrupt();
    }
    return new TaskFailedException(TaskFailure.FAILED, text);
  }

  private static Exception thrown(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof Exception exception ? exception : e;
  }
}
