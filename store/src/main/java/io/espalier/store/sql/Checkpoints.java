package io.espalier.store.sql;

import io.espalier.store.step.Checkpoint;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Checkpoints of a step, within the transaction of a claim that holds the step's row. */
final class Checkpoints {
  /** A checkpoint and what it was made on. */
  record Made(Checkpoint checkpoint, String artifactState, String numeric) {}

  private Checkpoints() {}

  /** All checkpoints of a step, the latest first. */
  static List<Made> list(Handle handle, long step) {
    return handle
        .createQuery(
            "SELECT c.iteration, a.sha256, a.state AS artifact_state, "
                + RuntimeRows.COLUMNS
                + """
                 FROM checkpoint c
                JOIN artifact a ON a.id = c.artifact_id
                JOIN attempt t ON t.step_id = c.step_id AND t.fence = c.fence
                JOIN runtime rt ON rt.id = t.runtime_id
                WHERE c.step_id = :step ORDER BY c.iteration DESC
                """)
        .bind("step", step)
        .map(
            (rows, context) ->
                new Made(
                    new Checkpoint(rows.getLong("iteration"), rows.getString("sha256")),
                    rows.getString("artifact_state"),
                    RuntimeRows.read(rows).numeric()))
        .list();
  }

  /** Adds one, or replaces that of the same iteration, and forgets all but the two latest. */
  static void add(Handle handle, long step, long iteration, long fence, long artifact) {
    handle
        .createUpdate("DELETE FROM checkpoint WHERE step_id = :step AND iteration = :iteration")
        .bind("step", step)
        .bind("iteration", iteration)
        .execute();
    handle
        .createUpdate(
            "INSERT INTO checkpoint (step_id, iteration, fence, artifact_id)"
                + " VALUES (:step, :iteration, :fence, :artifact)")
        .bind("step", step)
        .bind("iteration", iteration)
        .bind("fence", fence)
        .bind("artifact", artifact)
        .execute();
    List<Long> kept =
        handle
            .createQuery(
                "SELECT iteration FROM checkpoint WHERE step_id = :step"
                    + " ORDER BY iteration DESC FETCH FIRST 2 ROWS ONLY")
            .bind("step", step)
            .mapTo(Long.class)
            .list();
    handle
        .createUpdate("DELETE FROM checkpoint WHERE step_id = :step AND iteration < :oldest")
        .bind("step", step)
        .bind("oldest", kept.get(kept.size() - 1))
        .execute();
  }

  /** Forgets all of a step. */
  static void forget(Handle handle, long step) {
    handle
        .createUpdate("DELETE FROM checkpoint WHERE step_id = :step")
        .bind("step", step)
        .execute();
  }

  /** Forgets checkpoints and metric points behind an iteration; −1 forgets all. */
  static void truncate(Handle handle, long step, long iteration) {
    handle
        .createUpdate("DELETE FROM checkpoint WHERE step_id = :step AND iteration > :iteration")
        .bind("step", step)
        .bind("iteration", iteration)
        .execute();
    MetricRows.truncate(handle, step, iteration);
  }
}
