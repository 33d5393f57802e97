package io.espalier.store.sql.claim;

import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.database.Database;
import io.espalier.store.step.ClaimLostException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Lets a claim write for as long as no other claim has taken its step. Thread-safe. */
final class FencedWrites {
  private static final String GUARD =
      "UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP + INTERVAL '60' SECOND"
          + ClaimRow.HOLDS;

  private final Database database;
  private final Abandoned abandoned;
  private final ClaimRow claimed;

  FencedWrites(Database database, Abandoned abandoned, ClaimRow claimed) {
    this.database = database;
    this.abandoned = abandoned;
    this.claimed = claimed;
  }

  /**
   * Checks that the claim holds, and writes nothing.
   *
   * @throws ClaimLostException when it does not
   */
  void requireHeld() {
    if (!database.read(this::holds)) {
      throw claimed.lost();
    }
  }

  private boolean holds(Handle handle) {
    return claimed
        .bound(handle.createQuery("SELECT 1 FROM step" + ClaimRow.HOLDS))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * A write under the fence: the first statement tests it, locks the row and renews the lease.
   *
   * @throws ClaimLostException when the claim does not hold
   */
  <T extends @Nullable Object> T fenced(Function<Handle, T> work) {
    return watched(
        () ->
            database.write(
                handle -> {
                  if (claimed.bound(handle.createUpdate(GUARD)).execute() != 1) {
                    throw claimed.lost();
                  }
                  return work.apply(handle);
                }));
  }

  /** Says in the attempt's row that it lives, within a fenced write. */
  int heartbeat(Handle handle) {
    return handle
        .createUpdate("UPDATE attempt SET heartbeat_at = CURRENT_TIMESTAMP WHERE id = :attempt")
        .bind("attempt", claimed.attempt())
        .execute();
  }

  /** Notes whether the last call reached the database: if not, the step is freed by this owner. */
  <T extends @Nullable Object> T watched(Supplier<T> work) {
    try {
      T result = work.get();
      abandoned.remove(claimed.stepKey(), claimed.fence());
      return result;
    } catch (StoreUnavailableException e) {
      abandoned.add(claimed.stepKey(), claimed.fence());
      throw e;
    }
  }
}
