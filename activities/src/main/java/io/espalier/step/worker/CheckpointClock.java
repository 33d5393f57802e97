package io.espalier.step.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the next checkpoint is due: by time, and seldom enough that checkpoints take at most a
 * twentieth of the time. Used by one thread.
 */
final class CheckpointClock {
  private static final int COST_FACTOR = 20;

  private final long everyNanos;
  private final LongSupplier nanoTime;
  private long last;
  private long asked;
  private long intervalNanos;

  CheckpointClock(Duration every, LongSupplier nanoTime) {
    this.everyNanos = every.toNanos();
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
    this.asked = last;
    this.intervalNanos = everyNanos;
  }

  /** Whether a checkpoint is due; its cost counts from this question on. */
  boolean due() {
    asked = nanoTime.getAsLong();
    return asked - last >= intervalNanos;
  }

  /** A checkpoint has been made. */
  void made() {
    last = nanoTime.getAsLong();
    intervalNanos = Math.max(everyNanos, COST_FACTOR * (last - asked));
  }
}
