package io.espalier.store.sql.claim;

import io.espalier.store.sql.database.Engine;
import io.espalier.store.step.HeldStep;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Claims of all workers, within the caller's transaction. */
final class HeldSteps {
  private static final String RUN_OUT = "lease_expires_at < CURRENT_TIMESTAMP";

  private final Engine engine;

  HeldSteps(Engine engine) {
    this.engine = engine;
  }

  /** Those that hold. */
  List<HeldStep> list(Handle handle) {
    return where(
        handle,
        engine.shared()
            ? "s.lease_expires_at >= CURRENT_TIMESTAMP"
            : "s.owner_epoch = " + engine.epoch());
  }

  /** Those that have run out. */
  List<HeldStep> runOut(Handle handle) {
    return where(handle, "s." + RUN_OUT);
  }

  private static List<HeldStep> where(Handle handle, String condition) {
    return handle
        .createQuery(
            "SELECT s.step_key, s.fence, r.run_id, a.task_id, a.worker FROM step s"
                + " JOIN attempt a ON a.step_id = s.id AND a.fence = s.fence"
                + " JOIN run r ON r.id = a.run_id WHERE s.state = 'RUNNING' AND "
                + condition
                + " ORDER BY s.id")
        .map(
            (rows, context) ->
                new HeldStep(
                    rows.getString("step_key"),
                    rows.getLong("fence"),
                    rows.getString("run_id"),
                    rows.getString("task_id"),
                    rows.getString("worker")))
        .list();
  }

  /** Ends an attempt whose claim has run out; false where it has not, or was ended already. */
  static boolean free(Handle handle, HeldStep step) {
    return handle
        .createQuery(
            "SELECT id FROM step WHERE step_key = :key AND fence = :fence AND state = 'RUNNING'"
                + " AND "
                + RUN_OUT
                + " FOR UPDATE")
        .bind("key", step.stepKey())
        .bind("fence", step.fence())
        .mapTo(Long.class)
        .findOne()
        .map(
            id -> {
              Attempts.ranOut(handle, id, step.fence());
              handle
                  .createUpdate(
                      "UPDATE step SET state = 'READY', lease_owner = NULL, lease_expires_at = NULL"
                          + " WHERE id = :step")
                  .bind("step", id)
                  .execute();
              return true;
            })
        .orElse(false);
  }
}
