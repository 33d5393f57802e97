package io.espalier.step.worker;

import io.espalier.step.StoppedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The places of a worker in which a network may run, and the memory that they share. A worker takes
 * more tasks than it has trainers, so that reading, writing and waiting for the disk happen beside
 * the training. Waiting tasks take their turns in the order in which they came. Thread-safe.
 */
final class Trainers {
  private static final long LOOK_MILLIS = 100;

  private static final long MIB = 1 << 20;

  private final Semaphore free;
  private final Semaphore memory;
  private final int mebibytes;

  /** Tasks that have a place, whichever of their threads took it. */
  private final Set<Pulse> held = ConcurrentHashMap.newKeySet();

  /** A place that was taken; it is given back once or twice. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /** For a task that runs no network. */
  static final Place NONE = () -> {};

  /**
   * So many places.
   *
   * @param places at least 1
   * @param bytes of memory that they share
   */
  Trainers(int places, long bytes) {
    this.free = new Semaphore(places, true);
    this.mebibytes = (int) Math.max(1, Math.min(bytes / MIB, Integer.MAX_VALUE));
    this.memory = new Semaphore(mebibytes, true);
  }

  /**
   * Waits for a place. A task that has one already keeps it: a training whose input is made again
   * first needs no second. One that needs more memory than there is has all of it for itself.
   *
   * @param bytes of memory that it needs, roughly
   * @throws StoppedException when the task is asked to end while it waits
   */
  Place take(Pulse pulse, long bytes) {
    if (held.contains(pulse)) {
      return NONE;
    }
    int part = (int) Math.min((bytes + MIB - 1) / MIB, mebibytes);
    acquire(free, 1, pulse);
    try {
      acquire(memory, part, pulse);
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
    held.add(pulse);
    return () -> giveBack(pulse, part);
  }

  private void giveBack(Pulse pulse, int part) {
    if (held.remove(pulse)) {
      memory.release(part);
      free.release();
    }
  }

  private static void acquire(Semaphore from, int permits, Pulse pulse) {
    while (!acquired(from, permits)) {
      pulse.requireWanted();
    }
  }

  private static boolean acquired(Semaphore from, int permits) {
    try {
      return from.tryAcquire(permits, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // The pulse turns the flag into a request to end.
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
