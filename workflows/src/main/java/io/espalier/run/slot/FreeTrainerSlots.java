package io.espalier.run.slot;

import io.temporal.worker.tuning.ActivitySlotInfo;
import io.temporal.worker.tuning.SlotMarkUsedContext;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotReleaseContext;
import io.temporal.worker.tuning.SlotReserveContext;
import io.temporal.worker.tuning.SlotSupplier;
import io.temporal.worker.tuning.SlotSupplierFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The slots of one queue: a permit to ask the server for a task is given while fewer are asked for
 * than trainers are free. Thread-safe.
 */
final class FreeTrainerSlots implements SlotSupplier<ActivitySlotInfo> {
  private final TaskSlots all;
  private final int slots;
  private final Deque<CompletableFuture<SlotPermit>> waiting = new ArrayDeque<>();
  private final Set<SlotPermit> used = new HashSet<>();

  /** Permits that were given, and have led to no task yet. */
  private int asking;

  FreeTrainerSlots(TaskSlots all, int slots) {
    this.all = all;
    this.slots = slots;
  }

  @Override
  public SlotSupplierFuture reserveSlot(SlotReserveContext<ActivitySlotInfo> context) {
    CompletableFuture<SlotPermit> permit = new CompletableFuture<>();
    synchronized (this) {
      waiting.add(permit);
    }
    grant();
    return SlotSupplierFuture.fromCompletableFuture(permit, () -> abandon(permit));
  }

  private synchronized void abandon(CompletableFuture<SlotPermit> permit) {
    waiting.removeIf(each -> each == permit);
  }

  /** Gives permits to those that wait, as many as may be given now. */
  void grant() {
    List<CompletableFuture<SlotPermit>> granted = new ArrayList<>();
    synchronized (this) {
      while (!waiting.isEmpty() && asking < all.free() && asking + used.size() < slots) {
        asking++;
        granted.add(waiting.remove());
      }
    }
    // Whoever waits for one may go on in this thread.
    granted.forEach(permit -> permit.complete(new SlotPermit()));
  }

  /** For tasks that need not go by a queue, of which there are none here. */
  @Override
  public Optional<SlotPermit> tryReserveSlot(SlotReserveContext<ActivitySlotInfo> context) {
    return Optional.empty();
  }

  @Override
  public void markSlotUsed(SlotMarkUsedContext<ActivitySlotInfo> context) {
    all.wants(+1);
    synchronized (this) {
      asking--;
      used.add(context.getSlotPermit());
    }
  }

  @Override
  public void releaseSlot(SlotReleaseContext<ActivitySlotInfo> context) {
    boolean task;
    synchronized (this) {
      task = used.remove(context.getSlotPermit());
      if (!task) {
        asking--;
      }
    }
    if (task) {
      all.wants(-1);
    } else {
      grant();
    }
  }

  @Override
  public Optional<Integer> getMaximumSlots() {
    return Optional.of(slots);
  }
}
