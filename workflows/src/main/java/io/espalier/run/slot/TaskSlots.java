package io.espalier.run.slot;

import io.temporal.worker.tuning.ActivitySlotInfo;
import io.temporal.worker.tuning.FixedSizeSlotSupplier;
import io.temporal.worker.tuning.SlotSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many tasks a process takes from its queues. Where it is alone it takes more than it has
 * trainers, so that the next training is at hand. Beside other workers it asks for a task only
 * while a trainer is free: one that waited here would be missed by a worker whose trainers are
 * idle. Thread-safe.
 */
public final class TaskSlots {
  private final int slots;
  private final int trainers;
  private final boolean alone;
  private final List<FreeTrainerSlots> queues = new ArrayList<>();
  private int needTrainers;

  private TaskSlots(int slots, int trainers, boolean alone) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
    }
    this.slots = slots;
    this.trainers = trainers;
    this.alone = alone;
  }

  /**
   * Of a process that computes a run by itself.
   *
   * @param slots tasks of one queue that it takes at the same time, at least 1
   */
  public static TaskSlots alone(int slots) {
    return new TaskSlots(slots, slots, true);
  }

  /**
   * Of a worker beside others.
   *
   * @param slots tasks of one queue that it takes at the same time, at least 1
   * @param trainers tasks that may need a trainer among those of all queues, at least 1
   */
  public static TaskSlots shared(int slots, int trainers) {
    return new TaskSlots(slots, trainers, false);
  }

  /** What Temporal's client asks before it asks for a task of one more queue. */
  public SlotSupplier<ActivitySlotInfo> ofQueue() {
    if (alone) {
      return new FixedSizeSlotSupplier<>(slots);
    }
    FreeTrainerSlots queue = new FreeTrainerSlots(this, slots);
    synchronized (this) {
      queues.add(queue);
    }
    return queue;
  }

  /** A task is being computed; it counts as one that needs a trainer until it says otherwise. */
  public Use begin() {
    return new Use();
  }

  /** Trainers that no task has or may want. */
  synchronized int free() {
    return trainers - needTrainers;
  }

  /** A task has been taken, or has gone, or needs no trainer any more. */
  void wants(int more) {
    List<FreeTrainerSlots> waiting;
    synchronized (this) {
      needTrainers += more;
      waiting = more < 0 ? List.copyOf(queues) : List.of();
    }
    waiting.forEach(FreeTrainerSlots::grant);
  }

  /** A task that is being computed. */
  public final class Use implements AutoCloseable {
    private final AtomicBoolean needsNone = new AtomicBoolean();

    private Use() {}

    /** From now on it needs no trainer; may be said more than once. */
    public void needsNoTrainer() {
      if (!alone && needsNone.compareAndSet(false, true)) {
        wants(-1);
      }
    }

    /** It ends; the client gives its slot back next, and with it what it needed. */
    @Override
    public void close() {
      if (!needsNone.compareAndSet(false, true)) {
        wants(+1);
      }
    }
  }
}
