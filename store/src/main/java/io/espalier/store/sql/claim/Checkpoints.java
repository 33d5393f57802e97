package io.espalier.store.sql.claim;

import io.espalier.store.artifact.ArtifactState;
import io.espalier.store.artifact.Blob;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.RuntimeRows;
import io.espalier.store.sql.gc.Unreferenced;
import io.espalier.store.sql.metric.MetricRows;
import io.espalier.store.step.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Checkpoints of a step, within the transaction of a claim that holds the step's row. Whatever
 * deletes some returns the ids of the artifacts that nothing refers to any more. They are condemned
 * then: their bytes go once this is durable.
 */
final class Checkpoints {
  /** A checkpoint and what it was made on. */
  record Made(Checkpoint checkpoint, Blob blob, ArtifactState artifactState, String numeric) {}

  private Checkpoints() {}

  /** All checkpoints of a step, the latest first. */
  static List<Made> list(Handle handle, long step) {
    return handle
        .createQuery(
            "SELECT c.iteration, a.sha256, a.object_name, a.state AS artifact_state, "
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
                    ArtifactRows.blob(rows),
                    Rows.constant(rows, "artifact_state", ArtifactState.class),
                    RuntimeRows.read(rows).numeric()))
        .list();
  }

  /** Adds one, or replaces that of the same iteration, and deletes all but the two latest. */
  static List<Long> add(Handle handle, long step, long iteration, long fence, long artifact) {
    List<Long> deleted = new ArrayList<>(delete(handle, step, iteration, iteration));
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
    deleted.addAll(delete(handle, step, 0, kept.get(kept.size() - 1) - 1));
    return Unreferenced.condemn(handle, deleted);
  }

  /** Deletes all of a step. */
  static List<Long> deleteAll(Handle handle, long step) {
    return Unreferenced.condemn(handle, delete(handle, step, 0, Long.MAX_VALUE));
  }

  /** Deletes checkpoints and metric points after an iteration; −1 deletes all. */
  static List<Long> truncate(Handle handle, long step, long iteration) {
    List<Long> deleted = delete(handle, step, iteration + 1, Long.MAX_VALUE);
    MetricRows.truncate(handle, step, iteration);
    return Unreferenced.condemn(handle, deleted);
  }

  /** Deletes the rows of these iterations, both ends included; returns ids of their artifacts. */
  private static List<Long> delete(Handle handle, long step, long from, long to) {
    List<Long> artifacts =
        handle
            .createQuery(
                "SELECT artifact_id FROM checkpoint"
                    + " WHERE step_id = :step AND iteration BETWEEN :from AND :to")
            .bind("step", step)
            .bind("from", from)
            .bind("to", to)
            .mapTo(Long.class)
            .list();
    if (!artifacts.isEmpty()) {
      handle
          .createUpdate(
              "DELETE FROM checkpoint WHERE step_id = :step AND iteration BETWEEN :from AND :to")
          .bind("step", step)
          .bind("from", from)
          .bind("to", to)
          .execute();
    }
    return artifacts;
  }
}
