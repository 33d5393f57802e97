package io.espalier.store.sql.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.digest.Digest;
import io.espalier.state.RunState;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.run.NewRun;
import io.espalier.store.run.RunRecord;
import io.espalier.store.run.Runs;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.audit.AuditChain;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.audit.Described;
import io.espalier.store.sql.audit.TaskList;
import io.espalier.store.sql.column.Rows;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.database.Database;
import io.espalier.store.task.NewTask;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Runs. Thread-safe. */
public final class SqlRuns implements Runs {
  private final Database database;

  public SqlRuns(Database database) {
    this.database = database;
  }

  @Override
  public RunRecord create(NewRun run) {
    Text.checked("run id", run.runId(), Text.NAME);
    Text.checked("workflow id", run.workflowId(), Text.NAME);
    Text.id("experiment", run.experiment());
    run.tasks().forEach(task -> Text.id("task id", task.taskId()));
    return database.write(handle -> created(handle, run));
  }

  private static RunRecord created(Handle handle, NewRun run) {
    refuseTaken(handle, "run_id", run.runId());
    refuseTaken(handle, "workflow_id", run.workflowId());
    Found config = artifact(handle, "configuration", run.configDigest());
    Found plan = artifact(handle, "plan", run.planDigest());
    long id =
        handle
            .createUpdate(
                """
                INSERT INTO run (run_id, experiment_id, workflow_id, config_artifact_id,
                  plan_artifact_id, logical_date, seed, state)
                VALUES (:run, :experiment, :workflow, :config, :plan, :logical, :seed, 'queued')
                """)
            .bind("run", run.runId())
            .bind("experiment", experiment(handle, run.experiment()))
            .bind("workflow", run.workflowId())
            .bind("config", config.id())
            .bind("plan", plan.id())
            .bind("logical", Rows.utc(run.logicalDate()))
            .bind("seed", run.seed())
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    addTasks(handle, id, run.tasks());
    AuditChain.begin(handle, run.runId());
    ObjectNode body =
        AuditChain.body()
            .put("experiment", run.experiment())
            .put("seed", Long.toString(run.seed()))
            .put("tasks", run.tasks().size())
            .put("workflow", run.workflowId())
            .put("logical_date", AuditHash.time(run.logicalDate()))
            .put("task_list", taskList(run.tasks()));
    Described.put(body, "config", config.artifact());
    Described.put(body, "plan", plan.artifact());
    AuditChain.append(handle, run.runId(), AuditChain.FIRST, body);
    return RunRows.find(handle, run.runId()).orElseThrow();
  }

  private static void refuseTaken(Handle handle, String column, String id) {
    boolean taken =
        handle
            .createQuery("SELECT 1 FROM run WHERE " + column + " = :id")
            .bind("id", id)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (taken) {
      throw new IllegalArgumentException(
          column + ": \"" + id + "\" (expected: one that no run has yet)");
    }
  }

  private static long experiment(Handle handle, String name) {
    return handle
        .createQuery("SELECT id FROM experiment WHERE name = :name")
        .bind("name", name)
        .mapTo(Long.class)
        .findOne()
        .orElseGet(
            () ->
                handle
                    .createUpdate("INSERT INTO experiment (name) VALUES (:name)")
                    .bind("name", name)
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one());
  }

  private record Found(long id, StoredArtifact artifact) {}

  private static Found artifact(Handle handle, String what, String digest) {
    return handle
        .createQuery(
            "SELECT id, sha256, size_bytes, kind, media_type FROM artifact"
                + " WHERE sha256 = :sha AND state = 'LIVE'")
        .bind("sha", Digest.checked(digest))
        .map((rows, context) -> new Found(rows.getLong("id"), ArtifactRows.read(rows)))
        .findOne()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    what + ": " + digest + " (expected: an artifact of this store)"));
  }

  private static String taskList(List<NewTask> tasks) {
    TaskList list = new TaskList();
    int seq = 0;
    for (NewTask task : tasks) {
      list.add(task.taskId(), seq++, task.replicate(), task.arm(), task.round());
    }
    return list.digest();
  }

  private static void addTasks(Handle handle, long run, List<NewTask> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO task (run_id, task_id, seq_no, max_tries, replicate, arm, round_no)"
                + " VALUES (:run, :task, :seq, :max, :replicate, :arm, :round)");
    int seq = 0;
    for (NewTask task : tasks) {
      batch
          .bind("run", run)
          .bind("task", task.taskId())
          .bind("seq", seq++)
          .bind("max", task.maxTries())
          .bind("replicate", task.replicate())
          .bind("arm", task.arm())
          .bind("round", task.round())
          .add();
    }
    batch.execute();
  }

  @Override
  public Optional<RunRecord> find(String runId) {
    if (!Text.storable(runId, Text.NAME)) {
      return Optional.empty();
    }
    return database.read(
        handle -> RunRows.find(handle, runId).or(() -> onlyBeginning(handle, runId)));
  }

  private static Optional<RunRecord> onlyBeginning(Handle handle, String prefix) {
    List<RunRecord> found =
        handle
            .createQuery(
                RunRows.SELECT
                    + "WHERE LEFT(r.run_id, CHAR_LENGTH(CAST(:prefix AS VARCHAR))) = :prefix"
                    + " ORDER BY r.id FETCH FIRST 2 ROWS ONLY")
            .bind("prefix", prefix)
            .map((rows, context) -> RunRows.read(rows))
            .list();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  @Override
  public Optional<RunRecord> latest() {
    return database.read(
        handle ->
            handle
                .createQuery(RunRows.SELECT + "ORDER BY r.id DESC FETCH FIRST 1 ROWS ONLY")
                .map((rows, context) -> RunRows.read(rows))
                .findOne());
  }

  @Override
  public List<RunRecord> list() {
    return database.read(
        handle ->
            handle
                .createQuery(RunRows.SELECT + "ORDER BY r.id DESC")
                .map((rows, context) -> RunRows.read(rows))
                .list());
  }

  @Override
  public List<RunRecord> list(@Nullable String after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    RunRows.SELECT + "WHERE r.id < :before ORDER BY r.id DESC LIMIT :limit")
                .bind("before", after == null ? Long.MAX_VALUE : RunRows.id(handle, after))
                .bind("limit", limit)
                .map((rows, context) -> RunRows.read(rows))
                .list());
  }

  @Override
  public void update(String runId, RunState state, @Nullable String reason) {
    Text.checked("run id", runId, Text.NAME);
    String kept = Text.message(reason);
    database.write(handle -> updated(handle, runId, state, kept));
  }

  @Override
  public boolean interrupted(String runId) {
    return database.write(
        handle ->
            handle
                    .createQuery(
                        "SELECT id FROM run WHERE run_id = :run AND state IN ('queued', 'running')"
                            + " AND (reason IS NULL OR (reason <> 'interrupted'"
                            + " AND reason NOT LIKE 'cancelled%')) FOR UPDATE")
                    .bind("run", Text.checked("run id", runId, Text.NAME))
                    .mapTo(Long.class)
                    .findOne()
                    .isPresent()
                && updated(handle, runId, RunState.RUNNING, "interrupted"));
  }

  /** Within a transaction: sets state and reason and says so in the audit chain. */
  public static boolean updated(
      Handle handle, String runId, RunState state, @Nullable String reason) {
    int changed =
        handle
            .createUpdate(
                """
                UPDATE run SET state = :state, reason = :reason,
                  ended_at = CASE WHEN :ended THEN CURRENT_TIMESTAMP END
                WHERE run_id = :run
                """)
            .bind("run", runId)
            .bind("state", state.id())
            .bind("ended", state.ended())
            .bind("reason", reason)
            .execute();
    if (changed == 0) {
      throw RunRows.unknown(runId);
    }
    AuditChain.append(handle, runId, "run." + state.id(), AuditChain.body().put("reason", reason));
    return true;
  }
}
