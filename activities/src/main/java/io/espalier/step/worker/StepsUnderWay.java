package io.espalier.step.worker;

import io.espalier.step.StoppedException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The steps that tasks of this worker compute now. A second task that names one of them waits here
 * for its end, and then finds it recorded: sooner than by a later try. Thread-safe.
 */
final class StepsUnderWay {
  private static final long LOOK_MILLIS = 100;

  private final ConcurrentMap<String, CountDownLatch> steps = new ConcurrentHashMap<>();

  /** Says that the step is no longer under way. */
  interface End extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins with a step, after the task that is at it has ended.
   *
   * @throws StoppedException when the task is asked to end while it waits
   */
  End begin(String stepKey, Pulse pulse) {
    CountDownLatch mine = new CountDownLatch(1);
    CountDownLatch other = steps.putIfAbsent(stepKey, mine);
    while (other != null) {
      pulse.requireWanted();
      await(other);
      other = steps.putIfAbsent(stepKey, mine);
    }
    return () -> {
      steps.remove(stepKey, mine);
      mine.countDown();
    };
  }

  private static void await(CountDownLatch other) {
    try {
      other.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // The pulse turns the flag into a request to end.
      Thread.currentThread().interrupt();
    }
  }
}
