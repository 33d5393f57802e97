package io.espalier.store.sql.check;

import io.espalier.state.TaskState;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.audit.Said;
import io.espalier.store.sql.audit.TaskList;
import io.espalier.store.task.Disposition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds tasks against the entries of their runs' chains. */
final class TaskCheck {
  private record Row(
      String run,
      String task,
      String state,
      @Nullable String step,
      @Nullable String disposition,
      long tryNumber,
      @Nullable Instant started,
      @Nullable Instant ended,
      @Nullable String failure,
      @Nullable String skip,
      @Nullable String result) {
    static Row read(ResultSet rows) throws SQLException {
      OffsetDateTime started = rows.getObject("started_at", OffsetDateTime.class);
      OffsetDateTime ended = rows.getObject("ended_at", OffsetDateTime.class);
      return new Row(
          rows.getString("run_id"),
          rows.getString("task_id"),
          rows.getString("state"),
          rows.getString("step_key"),
          rows.getString("disposition"),
          rows.getLong("try_number"),
          started == null ? null : started.toInstant(),
          ended == null ? null : ended.toInstant(),
          rows.getString("failure_text"),
          rows.getString("skip_reason"),
          rows.getString("result_json"));
    }

    String name() {
      return "task " + task + " of run " + run;
    }
  }

  /** States in which a task has ended; with success, which its step's entry says. */
  private static final Set<String> ENDED =
      EnumSet.allOf(TaskState.class).stream()
          .filter(state -> state.finished() && state != TaskState.SUCCESS)
          .map(TaskState::id)
          .collect(Collectors.toUnmodifiableSet());

  private final Recorded recorded;
  private final Problems problems;
  private final AttemptCheck attempts;
  private final Map<String, Set<String>> tasks = new HashMap<>();
  private final Map<String, TaskList> lists = new HashMap<>();

  TaskCheck(Recorded recorded, Problems problems, AttemptCheck attempts) {
    this.recorded = recorded;
    this.problems = problems;
    this.attempts = attempts;
  }

  void check(CheckScope scope) {
    scope
        .query(
            """
            SELECT r.run_id, t.task_id, t.seq_no, t.replicate, t.arm, t.round_no, t.state, s.step_key,
              t.disposition, t.try_number, t.started_at, t.ended_at, t.failure_text, t.skip_reason,
              t.result_json
            FROM task t JOIN run r ON r.id = t.run_id LEFT JOIN step s ON s.id = t.step_id
            """
                + scope.runs("r.run_id")
                + " ORDER BY t.run_id, t.seq_no")
        .map(
            (rows, context) -> {
              list(rows);
              return Row.read(rows);
            })
        .forEach(this::check);
    recorded
        .runs()
        .forEach(
            (id, run) -> {
              if (run.created != null && (scope.everything() || id.equals(scope.runId()))) {
                complete(id, run, run.created);
              }
            });
  }

  private void list(ResultSet rows) throws SQLException {
    String run = rows.getString("run_id");
    String task = rows.getString("task_id");
    tasks.computeIfAbsent(run, id -> new HashSet<>()).add(task);
    lists
        .computeIfAbsent(run, id -> new TaskList())
        .add(
            task,
            rows.getInt("seq_no"),
            rows.getObject("replicate", Integer.class),
            rows.getString("arm"),
            rows.getObject("round_no", Integer.class));
  }

  private void complete(String id, Recorded.Run run, Said created) {
    Set<String> there = tasks.getOrDefault(id, Set.of());
    run.tasks.forEach(
        (task, recordedTask) -> {
          if (!there.contains(task) && recordedTask.last != null) {
            problems.add(
                "task "
                    + task
                    + " of run "
                    + id
                    + ": it has no row (recorded by "
                    + recordedTask.last.entry().name()
                    + ")");
          }
        });
    problems.compare(
        "run " + id, "number of its tasks", (long) there.size(), created.number("tasks"), created);
    if (run.full()) {
      String digest = lists.getOrDefault(id, new TaskList()).digest();
      problems.compare(
          "run " + id,
          "digest over task_id, seq_no, replicate, arm and round_no of its tasks",
          digest,
          created.text("task_list"),
          created);
    }
  }

  private void check(Row row) {
    Recorded.Run run = recorded.runs().get(row.run());
    if (run == null || run.created == null) {
      return;
    }
    Recorded.Task task = run.tasks.getOrDefault(row.task(), new Recorded.Task());
    Said last = task.last;
    if (last != null && task.succeeded()) {
      success(row, task, last);
      return;
    }
    problems.requireNone(row.name(), "result_json", row.result());
    problems.requireNone(row.name(), "disposition", row.disposition());
    step(row, task);
    if (row.state().equals(TaskState.RUNNING.id()) && attempts.tried(row.run(), row.task())) {
      // An attempt has begun, which entries do not tell; it says nothing yet.
      problems.requireNone(row.name(), "failure_text", row.failure());
      problems.requireNone(row.name(), "skip_reason", row.skip());
      problems.requireNone(row.name(), "ended_at", row.ended());
      return;
    }
    Said source = last == null ? run.created : last;
    String state = last == null ? TaskState.NONE.id() : last.kind().substring("task.".length());
    if (state.equals("cleared")) {
      state = TaskState.NONE.id();
    }
    boolean skipped = state.equals(TaskState.SKIPPED.id());
    String reason = last == null ? null : last.text("reason");
    problems.compare(row.name(), "state", row.state(), state, source);
    problems.compare(row.name(), "failure_text", row.failure(), skipped ? null : reason, source);
    problems.compare(row.name(), "skip_reason", row.skip(), skipped ? reason : null, source);
    problems.compare(
        row.name(), "ended_at", row.ended(), ENDED.contains(state) ? source.at() : null, source);
  }

  private void success(Row row, Recorded.Task task, Said said) {
    boolean executed = said.kind().equals("step.completed");
    problems.compare(row.name(), "state", row.state(), TaskState.SUCCESS.id(), said);
    Disposition disposition = executed ? Disposition.EXECUTED : Disposition.CACHED;
    problems.compare(row.name(), "disposition", row.disposition(), disposition.name(), said);
    problems.compare(row.name(), "step_id", row.step(), said.text("step"), said);
    problems.compare(row.name(), "try_number", row.tryNumber(), task.tryNumber, said);
    problems.compare(row.name(), "ended_at", row.ended(), said.at(), said);
    problems.requireNone(row.name(), "failure_text", row.failure());
    problems.requireNone(row.name(), "skip_reason", row.skip());
    if (said.full()) {
      problems.compareDigest(row.name(), "result_json", row.result(), said.text("result"), said);
    }
    if (said.text("started") != null) {
      String started = row.started() == null ? null : AuditHash.time(row.started());
      problems.compare(row.name(), "started_at", started, said.text("started"), said);
    }
  }

  /** A task without success names the step that it last tried or had, and no other. */
  private void step(Row row, Recorded.Task task) {
    String step = row.step();
    if (step != null
        && !task.steps.contains(step)
        && !attempts.tried(row.run(), row.task(), step)) {
      problems.add(row.name() + ": step_id: step " + step + " (expected: one that it tried)");
    }
  }
}
