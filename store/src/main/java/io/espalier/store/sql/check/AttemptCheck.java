package io.espalier.store.sql.check;

import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.audit.Said;
import io.espalier.store.sql.column.RuntimeRows;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.RuntimeInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds attempts and runtimes against the entries that say how attempts ended. */
final class AttemptCheck {
  private static final Map<String, String> STATES =
      Map.of(
          "step.completed", AttemptState.WON.name(),
          "step.failed", AttemptState.FAILED.name(),
          "step.irreproducible", AttemptState.FAILED.name(),
          "step.released", AttemptState.LOST.name(),
          "step.lost", AttemptState.LOST.name());

  private record Row(
      String step,
      long fence,
      String run,
      String task,
      long tryNumber,
      String worker,
      String state,
      Instant started,
      @Nullable Instant ended,
      @Nullable String type,
      @Nullable String text,
      @Nullable String log,
      String runtime) {
    static Row read(ResultSet rows) throws SQLException {
      OffsetDateTime ended = rows.getObject("ended_at", OffsetDateTime.class);
      return new Row(
          rows.getString("step_key"),
          rows.getLong("fence"),
          rows.getString("run_id"),
          rows.getString("task_id"),
          rows.getLong("try_number"),
          rows.getString("worker"),
          rows.getString("state"),
          rows.getObject("started_at", OffsetDateTime.class).toInstant(),
          ended == null ? null : ended.toInstant(),
          rows.getString("failure_type"),
          rows.getString("failure_text"),
          rows.getString("log"),
          rows.getString("runtime"));
    }

    String name() {
      return "attempt " + fence + " at step " + step;
    }
  }

  private final Recorded recorded;
  private final Problems problems;
  private final Map<String, Set<Long>> fences = new HashMap<>();
  private final Set<String> tried = new HashSet<>();

  AttemptCheck(Recorded recorded, Problems problems) {
    this.recorded = recorded;
    this.problems = problems;
  }

  void check(CheckScope scope) {
    scope
        .query(
            """
            SELECT s.step_key, a.fence, r.run_id, a.task_id, a.try_number, a.worker, a.state,
              a.started_at, a.ended_at, a.failure_type, a.failure_text, l.sha256 AS log,
              rt.digest AS runtime
            FROM attempt a
            JOIN step s ON s.id = a.step_id
            JOIN run r ON r.id = a.run_id
            JOIN runtime rt ON rt.id = a.runtime_id
            LEFT JOIN artifact l ON l.id = a.log_artifact_id
            """
                + scope.steps("a.step_id"))
        .map((rows, context) -> Row.read(rows))
        .forEach(this::check);
    scope
        .query(
            """
            SELECT digest, jar, git_commit, dirty, java, os_arch, cpu_features, backend, blas,
              threads, device
            FROM runtime
            """)
        .map((rows, context) -> runtime(rows))
        .forEach(problem -> problem.ifPresent(problems::add));
  }

  /** Whether a task of a run has tried a step. */
  boolean tried(String run, String task, String step) {
    return tried.contains(run + "\n" + task + "\n" + step);
  }

  /** Whether a task of a run has tried any step. */
  boolean tried(String run, String task) {
    return tried.contains(run + "\n" + task);
  }

  /** The highest fence of a step's attempts, 0 where it has none. */
  long latest(String step) {
    return fences.getOrDefault(step, Set.of()).stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Names attempts that entries tell of and that have no row. */
  void missing(String key, Recorded.Step step) {
    Set<Long> there = fences.getOrDefault(key, Set.of());
    step.ends.forEach(
        (fence, end) -> {
          if (!there.contains(fence)) {
            problems.add(
                "attempt "
                    + fence
                    + " at step "
                    + key
                    + ": it has no row (recorded by "
                    + end.entry().name()
                    + ")");
          }
        });
  }

  private void check(Row row) {
    fences.computeIfAbsent(row.step(), key -> new HashSet<>()).add(row.fence());
    tried.add(row.run() + "\n" + row.task());
    tried.add(row.run() + "\n" + row.task() + "\n" + row.step());
    Recorded.Step step = recorded.steps().get(row.step());
    Said end = step == null ? null : step.ends.get(row.fence());
    if (end == null) {
      withoutEnd(row);
      return;
    }
    Said log = step == null ? null : step.logs.get(row.fence());
    problems.compare(row.name(), "state", row.state(), STATES.get(end.kind()), end);
    problems.compare(row.name(), "run_id", row.run(), end.entry().chain(), end);
    problems.compare(row.name(), "task_id", row.task(), end.text("task"), end);
    problems.compare(row.name(), "worker", row.worker(), end.text("worker"), end);
    problems.compare(row.name(), "ended_at", row.ended(), end.at(), end);
    problems.compare(row.name(), "failure_type", row.type(), type(end), end);
    problems.compare(row.name(), "failure_text", row.text(), end.text("text"), end);
    problems.compare(row.name(), "try_number", row.tryNumber(), end.number("try"), end);
    if (end.body().has("runtime")) {
      problems.compare(row.name(), "runtime_id", row.runtime(), end.text("runtime"), end);
      problems.compare(
          row.name(), "started_at", AuditHash.time(row.started()), end.text("started"), end);
      Said source = log == null ? end : log;
      problems.compare(row.name(), "log_artifact_id", row.log(), source.digest("log"), source);
    }
  }

  private static @Nullable String type(Said end) {
    return end.kind().equals("step.irreproducible") ? "irreproducible" : end.text("type");
  }

  private void withoutEnd(Row row) {
    if (row.state().equals(AttemptState.RUNNING.name())) {
      problems.requireNone(row.name(), "ended_at", row.ended());
      problems.requireNone(row.name(), "failure_text", row.text());
      problems.requireNone(row.name(), "log_artifact_id", row.log());
    } else if (!row.state().equals(AttemptState.LOST.name())
        || !recorded.lostBefore(row.run(), row.task(), row.fence())) {
      problems.add(
          row.name()
              + ": state: "
              + row.state()
              + " (expected: RUNNING, no entry says that it ended)");
    }
  }

  private static Optional<String> runtime(ResultSet rows) throws SQLException {
    RuntimeInfo runtime = RuntimeRows.read(rows);
    String digest = rows.getString("digest");
    return digest.equals(runtime.digest())
        ? Optional.empty()
        : Optional.of("runtime " + digest + ": its columns do not have this digest: " + runtime);
  }
}
