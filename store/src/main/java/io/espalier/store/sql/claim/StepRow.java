package io.espalier.store.sql.claim;

import io.espalier.store.sql.column.Rows;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.StepState;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The part of a step's row that claims decide by.
 *
 * @param expired whether its lease has run out by the database's clock
 * @param epoch owner that claimed it, null or 0 where leases decide
 */
record StepRow(
    long id,
    StepState state,
    long fence,
    boolean expired,
    @Nullable Long epoch,
    @Nullable String leaseOwner,
    @Nullable String resultJson,
    @Nullable String closedText) {

  private static final String LOCK =
      """
      SELECT id, state, fence, COALESCE(lease_expires_at < CURRENT_TIMESTAMP, TRUE) AS expired,
        owner_epoch, lease_owner, result_json, closed_text
      FROM step WHERE step_key = :key FOR UPDATE
      """;

  /** The row of a step that was claimed before, locked. */
  static Optional<StepRow> locked(Handle handle, String key) {
    return handle
        .createQuery(LOCK)
        .bind("key", key)
        .map(
            (rows, context) ->
                new StepRow(
                    rows.getLong("id"),
                    Rows.constant(rows, "state", StepState.class),
                    rows.getLong("fence"),
                    rows.getBoolean("expired"),
                    rows.getObject("owner_epoch", Long.class),
                    rows.getString("lease_owner"),
                    rows.getString("result_json"),
                    rows.getString("closed_text")))
        .findOne();
  }

  /**
   * Makes the row of a step that was never claimed, RUNNING under fence 1, and returns its id.
   *
   * @param epoch the owner's, null where leases decide
   */
  static long create(Handle handle, ClaimRequest request, @Nullable Long epoch) {
    return handle
        .createUpdate(
            """
            INSERT INTO step (step_key, key_version, operator, key_json, state, fence, owner_epoch,
              lease_owner, lease_expires_at)
            VALUES (:key, :version, :operator, :json, 'RUNNING', 1, :epoch, :worker,
              CURRENT_TIMESTAMP + INTERVAL '60' SECOND)
            """)
        .bind("key", request.stepKey())
        .bind("version", request.keyVersion())
        .bind("operator", request.operator())
        .bind("json", request.keyJson())
        .bind("epoch", epoch)
        .bind("worker", request.worker())
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  /** Makes the step RUNNING again, under the next fence. */
  void claim(Handle handle, ClaimRequest request, @Nullable Long newEpoch) {
    handle
        .createUpdate(
            """
            UPDATE step SET state = 'RUNNING', fence = :fence, owner_epoch = :epoch,
              lease_owner = :worker, lease_expires_at = CURRENT_TIMESTAMP + INTERVAL '60' SECOND
            WHERE id = :step
            """)
        .bind("step", id)
        .bind("fence", fence + 1)
        .bind("epoch", newEpoch)
        .bind("worker", request.worker())
        .execute();
  }
}
