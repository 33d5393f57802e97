package io.espalier.store.sql.task;

import io.espalier.store.sql.column.Text;
import org.jdbi.v3.core.Handle;

/**
 * A task by its key.
 *
 * @param run row id of its run
 * @param runId public id of its run, also the name of its audit chain
 */
public record TaskRef(long run, String runId, String taskId) {
  /**
   * The task of a run.
   *
   * @throws IllegalArgumentException when there is no such task
   */
  public static TaskRef of(Handle handle, String runId, String taskId) {
    return handle
        .createQuery(
            "SELECT r.id FROM run r JOIN task t ON t.run_id = r.id"
                + " WHERE r.run_id = :run AND t.task_id = :task")
        .bind("run", Text.checked("run id", runId, Text.NAME))
        .bind("task", Text.id("task id", taskId))
        .mapTo(Long.class)
        .findOne()
        .map(id -> new TaskRef(id, runId, taskId))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "task: \""
                        + Text.clipped(taskId, 80)
                        + "\" (expected: a task of run \""
                        + Text.clipped(runId, 80)
                        + "\")"));
  }
}
