package io.espalier.step.waiting;

import io.espalier.store.failure.StoreUnavailableException;
import java.time.Instant;

/**
 * Something that a run waits for, with growing delay and without using up a try; it goes on by
 * itself.
 *
 * @param who id of the task that waits, or one of {@link Waits}' names for the walk itself
 * @param text what failed last
 * @param since when it first failed in a row of failures
 */
public record Wait(String who, For what, String text, Instant since) {
  /** What is waited for. */
  public enum For {
    /** A disk that can be written again: it is full, or fails. */
    DISK,
    /** The store's database, or whoever holds it. */
    STORE,
    /** The bucket that holds the store's artifacts. */
    BUCKET,
    /** A step that another worker computes. */
    STEP,
    /** A worker that has what the task needs: this one has another build. */
    WORKER,
    /** The Temporal server, which does not answer. */
    TEMPORAL;

    /** What is waited for when the store failed so. */
    public static For store(StoreUnavailableException e) {
      return e.ofBucket() ? BUCKET : e.ofDisk() ? DISK : STORE;
    }
  }
}
