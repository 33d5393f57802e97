package io.espalier.store.sql.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import io.espalier.store.sql.run.RunRows;
import io.espalier.store.sql.run.SqlRuns;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.task.TaskUpdate;
import io.espalier.store.task.Tasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Task states. Thread-safe. */
public final class SqlTasks implements Tasks {
  /** What only says that a task waits for a worker. */
  private static final Set<TaskState> WAITING =
      EnumSet.of(TaskState.NONE, TaskState.SCHEDULED, TaskState.QUEUED);

  /** Successful tasks, as t, whose outputs are not what they were. */
  private static final String DAMAGED =
      """
      state = 'success' AND EXISTS (SELECT 1 FROM step_io io
        JOIN artifact a ON a.id = io.artifact_id
        WHERE io.step_id = t.step_id AND io.direction = 'O'
          AND a.state IN ('CORRUPT', 'DELETED'))
      """;

  private final Database database;

  public SqlTasks(Database database) {
    this.database = database;
  }

  @Override
  public List<TaskRecord> list(String runId) {
    return database.read(
        handle ->
            handle
                .createQuery(TaskRows.SELECT + "WHERE r.run_id = :run ORDER BY t.seq_no")
                .bind("run", Text.checked("run id", runId, Text.NAME))
                .map((rows, context) -> TaskRows.read(rows))
                .list());
  }

  @Override
  public Optional<TaskRecord> find(String runId, String taskId) {
    return database.read(
        handle ->
            handle
                .createQuery(TaskRows.SELECT + "WHERE r.run_id = :run AND t.task_id = :task")
                .bind("run", Text.checked("run id", runId, Text.NAME))
                .bind("task", Text.id("task id", taskId))
                .map((rows, context) -> TaskRows.read(rows))
                .findOne());
  }

  @Override
  public void record(String runId, List<TaskUpdate> updates) {
    // In the order of their ids, so that two calls lock the rows in one order.
    List<TaskUpdate> ordered = new ArrayList<>(updates);
    ordered.sort(Comparator.comparing(TaskUpdate::taskId));
    ordered.forEach(update -> Text.id("task id", update.taskId()));
    if (ordered.stream().allMatch(update -> WAITING.contains(update.state()))) {
      // A later owner has these tasks wait again.
      database.writeAhead(handle -> recorded(handle, runId, ordered));
    } else {
      database.write(handle -> recorded(handle, runId, ordered));
    }
  }

  private static boolean recorded(Handle handle, String runId, List<TaskUpdate> updates) {
    long run = RunRows.id(handle, runId);
    List<AuditChain.Entry> entries = new ArrayList<>();
    for (TaskUpdate update : updates) {
      if (apply(handle, run, update)) {
        entries.add(entry(update));
      } else {
        requireSuccess(handle, runId, update);
      }
    }
    AuditChain.append(handle, runId, entries);
    return true;
  }

  private static boolean apply(Handle handle, long run, TaskUpdate update) {
    if (update.state() == TaskState.SUCCESS) {
      return false;
    }
    boolean skipped = update.state() == TaskState.SKIPPED;
    String reason = Text.message(update.reason());
    Update statement =
        handle
            .createUpdate(
                """
                UPDATE task SET state = :state, try_number = :try, max_tries = :max,
                  lost_workers = :lost, next_try_at = :next, failure_text = :failure,
                  skip_reason = :skip, disposition = NULL, result_json = NULL,
                  started_at = CASE WHEN :begins THEN COALESCE(started_at, CURRENT_TIMESTAMP)
                    ELSE started_at END,
                  ended_at = CASE WHEN :finished THEN CURRENT_TIMESTAMP END
                WHERE run_id = :run AND task_id = :task AND state <> 'success'
                """)
            .bind("run", run)
            .bind("task", update.taskId())
            .bind("state", update.state().id())
            .bind("try", update.tryNumber())
            .bind("max", update.maxTries())
            .bind("lost", update.lostWorkers())
            .bind("next", Rows.utc(update.nextTryAt()))
            .bind("failure", skipped ? null : reason)
            .bind("skip", skipped ? reason : null)
            .bind("begins", update.state() == TaskState.RUNNING)
            .bind("finished", update.state().finished());
    return statement.execute() == 1;
  }

  /** A change that met a success is a late one; anything else that met no row is a mistake. */
  private static void requireSuccess(Handle handle, String runId, TaskUpdate update) {
    TaskRef task = TaskRef.of(handle, runId, update.taskId());
    String state =
        handle
            .createQuery("SELECT state FROM task WHERE run_id = :run AND task_id = :task")
            .bind("run", task.run())
            .bind("task", task.taskId())
            .mapTo(String.class)
            .one();
    if (TaskState.of(state) != TaskState.SUCCESS) {
      throw new IllegalArgumentException(
          "state of " + task.taskId() + ": success (expected: it is written by the step's commit)");
    }
  }

  private static AuditChain.Entry entry(TaskUpdate update) {
    ObjectNode body = AuditChain.body().put("task", update.taskId()).put("try", update.tryNumber());
    AuditChain.put(body, "reason", Text.message(update.reason()));
    AuditChain.put(
        body, "next_try_at", update.nextTryAt() == null ? null : update.nextTryAt().toString());
    return new AuditChain.Entry("task." + update.state().id(), body);
  }

  @Override
  public Map<String, List<StepArtifact>> outputs(String runId, Collection<String> taskIds) {
    return database.read(handle -> MadeByTasks.of(handle, runId, taskIds)).io();
  }

  @Override
  public Map<String, List<StepArtifact>> provenOutputs(String runId, Collection<String> taskIds) {
    return database.read(handle -> MadeByTasks.proven(handle, runId, taskIds)).io();
  }

  @Override
  public Map<String, String> provenResults(String runId, Collection<String> taskIds) {
    return database.read(handle -> MadeByTasks.proven(handle, runId, taskIds).results(handle));
  }

  @Override
  public Map<String, List<Measurement>> provenMeasurements(
      String runId, Collection<String> taskIds) {
    return database.read(handle -> MadeByTasks.proven(handle, runId, taskIds).measurements(handle));
  }

  @Override
  public List<String> damaged(String runId) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT task_id FROM task t WHERE run_id = :run AND "
                        + DAMAGED
                        + " ORDER BY seq_no")
                .bind("run", RunRows.id(handle, runId))
                .mapTo(String.class)
                .list());
  }

  @Override
  public Optional<List<String>> clearFailed(
      String runId,
      long seen,
      Map<String, Integer> retriesByTask,
      UnaryOperator<Set<String>> with) {
    return database.write(
        handle -> {
          RunRows.id(handle, runId);
          if (AuditChain.last(handle, runId) != seen) {
            return Optional.empty();
          }
          List<String> cleared = cleared(handle, runId, retriesByTask, with);
          SqlRuns.updated(handle, runId, RunState.RUNNING, null);
          return Optional.of(cleared);
        });
  }

  private static List<String> cleared(
      Handle handle,
      String runId,
      Map<String, Integer> retriesByTask,
      UnaryOperator<Set<String>> with) {
    long run = RunRows.id(handle, runId);
    List<String> failed =
        handle
            .createQuery(
                "SELECT task_id FROM task t WHERE run_id = :run"
                    + " AND (state IN ('failed', 'upstream_failed') OR "
                    + DAMAGED
                    + ") ORDER BY seq_no")
            .bind("run", run)
            .mapTo(String.class)
            .list();
    Set<String> tasks = new LinkedHashSet<>(failed);
    tasks.addAll(with.apply(Set.copyOf(failed)));
    List<AuditChain.Entry> entries = new ArrayList<>();
    for (String task : tasks) {
      handle
          .createUpdate(
              """
              UPDATE task SET state = 'none', max_tries = try_number + :retries, lost_workers = 0,
                next_try_at = NULL, ended_at = NULL, disposition = NULL, result_json = NULL,
                failure_text = NULL, skip_reason = NULL
              WHERE run_id = :run AND task_id = :task
              """)
          .bind("run", run)
          .bind("task", task)
          .bind("retries", Math.max(0, retriesByTask.getOrDefault(task, 0)))
          .execute();
      entries.add(new AuditChain.Entry("task.cleared", AuditChain.body().put("task", task)));
    }
    AuditChain.append(handle, runId, entries);
    return List.copyOf(tasks);
  }
}
