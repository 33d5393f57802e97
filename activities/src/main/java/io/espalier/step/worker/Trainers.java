package io.espalier.step.worker;

import io.espalier.step.StoppedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The places of a worker in which a network may run. A worker takes more tasks than it has
 * trainers, so that reading, writing and waiting for the disk happen beside the training. Waiting
 * tasks take their turns in the order in which they came. Thread-safe.
 */
final class Trainers {
  private static final long LOOK_MILLIS = 100;

  private final Semaphore free;

  /** Tasks that have a place, whichever of their threads took it. */
  private final Set<Pulse> held = ConcurrentHashMap.newKeySet();

  /** A place that was taken; it is given back once or twice. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /** For a task that runs no network. */
  static final Place NONE = () -> {};

  /** So many places, at least 1. */
  Trainers(int places) {
    this.free = new Semaphore(places, true);
  }

  /**
   * Waits for a place. A task that has one already keeps it: a training whose input is made again
   * first needs no second.
   *
   * @throws StoppedException when the task is asked to end while it waits
   */
  Place take(Pulse pulse) {
    if (held.contains(pulse)) {
      return NONE;
    }
    while (!acquired()) {
      pulse.requireWanted();
    }
    held.add(pulse);
    return () -> giveBack(pulse);
  }

  private void giveBack(Pulse pulse) {
    if (held.remove(pulse)) {
      free.release();
    }
  }

  private boolean acquired() {
    try {
      return free.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // The pulse turns the flag into a request to end.
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
