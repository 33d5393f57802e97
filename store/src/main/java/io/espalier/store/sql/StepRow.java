package io.espalier.store.sql;

import io.espalier.store.step.ClaimRequest;
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
    String state,
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

  /** Gets the step's row or makes it, and locks it. */
  static StepRow locked(Handle handle, ClaimRequest request) {
    return find(handle, request.stepKey())
        .orElseGet(
            () -> {
              insert(handle, request);
              return find(handle, request.stepKey()).orElseThrow();
            });
  }

  private static Optional<StepRow> find(Handle handle, String key) {
    return handle
        .createQuery(LOCK)
        .bind("key", key)
        .map(
            (rows, context) ->
                new StepRow(
                    rows.getLong("id"),
                    rows.getString("state"),
                    rows.getLong("fence"),
                    rows.getBoolean("expired"),
                    rows.getObject("owner_epoch", Long.class),
                    rows.getString("lease_owner"),
                    rows.getString("result_json"),
                    rows.getString("closed_text")))
        .findOne();
  }

  private static void insert(Handle handle, ClaimRequest request) {
    handle
        .createUpdate(
            "INSERT INTO step (step_key, key_version, operator, key_json)"
                + " VALUES (:key, :version, :operator, :json)")
        .bind("key", request.stepKey())
        .bind("version", request.keyVersion())
        .bind("operator", request.operator())
        .bind("json", request.keyJson())
        .execute();
  }
}
