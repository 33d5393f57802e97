package io.espalier.step.worker;

import io.espalier.step.StoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The places of a worker in which a network may run, and the memory and cards that they share. A
 * worker takes more tasks than it has trainers, so that reading, writing and waiting for the disk
 * happen beside the training. Waiting tasks take their turns in the order in which they came.
 * Thread-safe.
 */
final class Trainers {
  private static final long LOOK_MILLIS = 100;

  private static final long MIB = 1 << 20;

  private final Semaphore free;
  private final Semaphore memory;
  private final int mebibytes;

  /** The cards of this machine; null before somebody needs one. */
  private @Nullable Semaphore cards;

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
   * @param devices cards of this machine, one of which it needs; 0 where it needs none
   * @throws StoppedException when the task is asked to end while it waits
   */
  Place take(Pulse pulse, long bytes, int devices) {
    if (held.contains(pulse)) {
      return NONE;
    }
    List<Taken> taken = new ArrayList<>();
    boolean done = false;
    try {
      if (devices > 0) {
        // First, so that who waits for a card keeps nobody from the cores.
        acquire(cards(devices), 1, pulse, taken);
      }
      acquire(free, 1, pulse, taken);
      acquire(memory, (int) Math.min((bytes + MIB - 1) / MIB, mebibytes), pulse, taken);
      done = true;
    } finally {
      if (!done) {
        taken.forEach(Taken::giveBack);
      }
    }
    held.add(pulse);
    return () -> {
      if (held.remove(pulse)) {
        taken.forEach(Taken::giveBack);
        pulse.needsNoTrainer();
      }
    };
  }

  private synchronized Semaphore cards(int devices) {
    if (cards == null) {
      cards = new Semaphore(devices, true);
    }
    return cards;
  }

  private record Taken(Semaphore from, int permits) {
    void giveBack() {
      from.release(permits);
    }
  }

  private static void acquire(Semaphore from, int permits, Pulse pulse, List<Taken> taken) {
    while (!acquired(from, permits)) {
      pulse.requireWanted();
    }
    taken.add(new Taken(from, permits));
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
