package io.espalier.store.sql.task;

import io.espalier.state.TaskState;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.task.Disposition;
import io.espalier.store.task.TaskRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** Task rows, within the caller's transaction. */
public final class TaskRows {
  /** All columns of a task; a condition may follow. */
  static final String SELECT =
      """
      SELECT r.run_id AS public_run_id, t.task_id, t.replicate, t.arm, t.round_no, t.state,
        s.step_key, t.disposition, t.try_number, t.max_tries, t.lost_workers, t.next_try_at,
        t.started_at, t.ended_at, t.failure_text, t.skip_reason, t.result_json
      FROM task t
      JOIN run r ON r.id = t.run_id
      LEFT JOIN step s ON s.id = t.step_id
      """;

  private TaskRows() {}

  static TaskRecord read(ResultSet rows) throws SQLException {
    return new TaskRecord(
        rows.getString("public_run_id"),
        rows.getString("task_id"),
        Rows.intOrNull(rows, "replicate"),
        rows.getString("arm"),
        Rows.intOrNull(rows, "round_no"),
        TaskState.of(rows.getString("state")),
        rows.getString("step_key"),
        Rows.constantOrNull(rows, "disposition", Disposition.class),
        rows.getInt("try_number"),
        rows.getInt("max_tries"),
        rows.getInt("lost_workers"),
        Rows.instantOrNull(rows, "next_try_at"),
        Rows.instantOrNull(rows, "started_at"),
        Rows.instantOrNull(rows, "ended_at"),
        rows.getString("failure_text"),
        rows.getString("skip_reason"),
        rows.getString("result_json"));
  }

  /** The task now runs this step; a success is left alone. */
  public static void running(Handle handle, TaskRef task, long step, int tryNumber) {
    handle
        .createUpdate(
            """
            UPDATE task SET state = 'running', step_id = :step, disposition = NULL,
              try_number = GREATEST(try_number, :try), next_try_at = NULL,
              started_at = CURRENT_TIMESTAMP, ended_at = NULL, failure_text = NULL,
              skip_reason = NULL, result_json = NULL
            WHERE run_id = :run AND task_id = :task AND state <> 'success'
            """)
        .bind("run", task.run())
        .bind("task", task.taskId())
        .bind("step", step)
        .bind("try", tryNumber)
        .execute();
  }

  /** The task has its result; returns whether it had none before. */
  public static boolean succeeded(
      Handle handle,
      TaskRef task,
      long step,
      int tryNumber,
      Disposition disposition,
      String result) {
    int changed =
        handle
            .createUpdate(
                """
                UPDATE task SET state = 'success', step_id = :step, disposition = :disposition,
                  try_number = GREATEST(try_number, :try), next_try_at = NULL,
                  started_at = COALESCE(started_at, CURRENT_TIMESTAMP),
                  ended_at = CURRENT_TIMESTAMP, failure_text = NULL, skip_reason = NULL,
                  result_json = :result
                WHERE run_id = :run AND task_id = :task AND state <> 'success'
                """)
            .bind("run", task.run())
            .bind("task", task.taskId())
            .bind("step", step)
            .bind("try", tryNumber)
            .bind("disposition", disposition.name())
            .bind("result", result)
            .execute();
    return changed == 1;
  }
}
