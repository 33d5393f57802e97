package io.espalier.store.sql.run;

import io.espalier.state.RunState;
import io.espalier.store.run.RunRecord;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reading of run rows, within the caller's transaction. */
public final class RunRows {
  /** All columns of a run; a condition may follow. */
  static final String SELECT =
      """
      SELECT r.run_id, e.name AS experiment, r.workflow_id, c.sha256 AS config_digest,
        p.sha256 AS plan_digest, r.logical_date, r.seed, r.state, r.reason, r.created_at, r.ended_at
      FROM run r
      JOIN experiment e ON e.id = r.experiment_id
      JOIN artifact c ON c.id = r.config_artifact_id
      JOIN artifact p ON p.id = r.plan_artifact_id
      """;

  private RunRows() {}

  static RunRecord read(ResultSet rows) throws SQLException {
    return new RunRecord(
        rows.getString("run_id"),
        rows.getString("experiment"),
        rows.getString("workflow_id"),
        rows.getString("config_digest"),
        rows.getString("plan_digest"),
        Rows.instant(rows, "logical_date"),
        rows.getLong("seed"),
        RunState.of(rows.getString("state")),
        rows.getString("reason"),
        Rows.instant(rows, "created_at"),
        Rows.instantOrNull(rows, "ended_at"));
  }

  static Optional<RunRecord> find(Handle handle, String runId) {
    return handle
        .createQuery(SELECT + "WHERE r.run_id = :run")
        .bind("run", runId)
        .map((rows, context) -> read(rows))
        .findOne();
  }

  /**
   * The row id of a run.
   *
   * @throws IllegalArgumentException when there is no such run
   */
  public static long id(Handle handle, String runId) {
    return handle
        .createQuery("SELECT id FROM run WHERE run_id = :run")
        .bind("run", Text.checked("run id", runId, Text.NAME))
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(() -> unknown(runId));
  }

  static IllegalArgumentException unknown(String runId) {
    return new IllegalArgumentException(
        "run: \"" + Text.clipped(runId, 80) + "\" (expected: a run of this store)");
  }
}
