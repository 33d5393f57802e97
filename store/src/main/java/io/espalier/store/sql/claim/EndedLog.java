package io.espalier.store.sql.claim;

import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreUnavailableException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The log of an attempt that ends without success.
 *
 * @param artifact null where nothing was logged, or it stays
 * @param stays whether it stays in rows: a shared store has no place for artifacts just now, and
 *     the step is not to wait for one; {@link Logs#collectEnded} makes an artifact later
 */
record EndedLog(@Nullable StoredArtifact artifact, boolean stays) {
  /**
   * Stores it, or finds that it stays.
   *
   * @throws StoreUnavailableException where logs are not in rows and it cannot be stored
   */
  static EndedLog of(Logs logs, ClaimRow claimed) {
    try {
      return new EndedLog(logs.written(claimed.stepKey(), claimed.fence()), /* stays= */ false);
    } catch (StoreUnavailableException e) {
      if (!logs.inRows()) {
        throw e;
      }
      return new EndedLog(null, /* stays= */ true);
    }
  }

  /** Adds to the rows what they lack, within the caller's transaction; the attempt ends with it. */
  static void complete(Handle handle, ClaimRow claimed, LogTail tail) {
    LogRows.Chunk rest = tail.next();
    if (rest != null) {
      LogRows.put(handle, claimed.attempt(), rest);
    }
  }
}
