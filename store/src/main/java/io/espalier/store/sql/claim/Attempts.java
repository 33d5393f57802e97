package io.espalier.store.sql.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.RuntimeRows;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.task.TaskRef;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.ClaimRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Rows of attempts, within the caller's transaction. */
public final class Attempts {
  private Attempts() {}

  /** An attempt that has begun: the id of its row, and when. */
  record Begun(long id, Instant at) {}

  static Begun begin(Handle handle, long step, long fence, TaskRef task, ClaimRequest request) {
    return handle
        .createUpdate(
            """
            INSERT INTO attempt (step_id, fence, run_id, task_id, try_number, worker, runtime_id,
              state, heartbeat_at)
            VALUES (:step, :fence, :run, :task, :try, :worker, :runtime, 'RUNNING',
              CURRENT_TIMESTAMP)
            """)
        .bind("step", step)
        .bind("fence", fence)
        .bind("run", task.run())
        .bind("task", task.taskId())
        .bind("try", request.tryNumber())
        .bind("worker", request.worker())
        .bind("runtime", RuntimeRows.id(handle, request.runtime()))
        .executeAndReturnGeneratedKeys("id", "started_at")
        .map((rows, context) -> new Begun(rows.getLong("id"), Rows.instant(rows, "started_at")))
        .one();
  }

  /** Ends an attempt that is still RUNNING. */
  static void end(
      Handle handle,
      long attempt,
      AttemptState state,
      @Nullable String type,
      @Nullable String text,
      @Nullable Long log) {
    handle
        .createUpdate(
            """
            UPDATE attempt SET state = :state, ended_at = CURRENT_TIMESTAMP, failure_type = :type,
              failure_text = :text, log_artifact_id = :log
            WHERE id = :attempt AND state = 'RUNNING'
            """)
        .bind("attempt", attempt)
        .bind("state", state.name())
        .bind("type", type == null ? null : Text.clipped(type, Text.NAME))
        .bind("text", Text.message(text))
        .bind("log", log)
        .execute();
  }

  /** Ends an attempt whose worker has not renewed its claim in time. */
  static void ranOut(Handle handle, long step, long fence) {
    lose(handle, step, fence, "lost", "its worker let the claim run out");
  }

  /** Ends an attempt that was lost. */
  public static void lose(Handle handle, long step, long fence, String type, String text) {
    handle
        .createQuery(
            """
            SELECT a.id, a.task_id, a.try_number, a.worker, a.started_at, r.run_id, s.step_key,
              rt.digest
            FROM attempt a JOIN run r ON r.id = a.run_id JOIN step s ON s.id = a.step_id
            JOIN runtime rt ON rt.id = a.runtime_id
            WHERE a.step_id = :step AND a.fence = :fence AND a.state = 'RUNNING'
            """)
        .bind("step", step)
        .bind("fence", fence)
        .map(
            (rows, context) ->
                new Lost(
                    rows.getLong("id"),
                    rows.getString("run_id"),
                    AuditChain.body()
                        .put("task", rows.getString("task_id"))
                        .put("try", rows.getInt("try_number"))
                        .put("step", rows.getString("step_key"))
                        .put("fence", fence)
                        .put("worker", rows.getString("worker"))
                        .put("runtime", rows.getString("digest"))
                        .put("started", AuditHash.time(Rows.instant(rows, "started_at")))
                        .put("type", type)
                        .put("text", text)))
        .findOne()
        .ifPresent(
            lost -> {
              end(handle, lost.attempt(), AttemptState.LOST, type, text, null);
              AuditChain.append(handle, lost.runId(), "step.lost", lost.body());
            });
  }

  private record Lost(long attempt, String runId, ObjectNode body) {}

  /** See {@link io.espalier.store.step.Steps#seconds}. */
  static Map<String, Double> seconds(Handle handle, @Nullable String runId) {
    // A lost attempt is ended by whoever finds it, which may be days later.
    String until =
        "CASE WHEN a.state = 'LOST' AND a.failure_type <> 'released'"
            + " THEN COALESCE(a.heartbeat_at, a.started_at)"
            + " ELSE COALESCE(a.ended_at, a.heartbeat_at, a.started_at) END";
    return handle
        .createQuery(
            "SELECT s.step_key, SUM(EXTRACT(EPOCH FROM ("
                + until
                + " - a.started_at))) AS seconds FROM attempt a JOIN step s ON s.id = a.step_id"
                + " WHERE CAST(:run AS VARCHAR) IS NULL OR s.id IN (SELECT t.step_id FROM task t"
                + " JOIN run r ON r.id = t.run_id WHERE r.run_id = :run) GROUP BY s.step_key")
        .bind("run", runId)
        .reduceRows(
            new HashMap<String, Double>(),
            (sums, row) -> {
              sums.put(
                  row.getColumn("step_key", String.class), row.getColumn("seconds", Double.class));
              return sums;
            });
  }

  static List<AttemptRecord> of(Handle handle, String stepKey) {
    return handle
        .createQuery(
            "SELECT s.step_key, a.fence, r.run_id, a.task_id, a.try_number, a.worker, a.state,"
                + " a.started_at, a.ended_at, a.failure_type, a.failure_text, l.sha256 AS log, "
                + RuntimeRows.COLUMNS
                + """
                 FROM attempt a
                JOIN step s ON s.id = a.step_id
                JOIN run r ON r.id = a.run_id
                JOIN runtime rt ON rt.id = a.runtime_id
                LEFT JOIN artifact l ON l.id = a.log_artifact_id
                WHERE s.step_key = :key ORDER BY a.fence
                """)
        .bind("key", stepKey)
        .map(
            (rows, context) ->
                new AttemptRecord(
                    rows.getString("step_key"),
                    rows.getLong("fence"),
                    rows.getString("run_id"),
                    rows.getString("task_id"),
                    rows.getInt("try_number"),
                    rows.getString("worker"),
                    RuntimeRows.read(rows),
                    Rows.constant(rows, "state", AttemptState.class),
                    Rows.instant(rows, "started_at"),
                    Rows.instantOrNull(rows, "ended_at"),
                    rows.getString("failure_type"),
                    rows.getString("failure_text"),
                    rows.getString("log")))
        .list();
  }
}
