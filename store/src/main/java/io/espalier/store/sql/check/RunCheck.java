package io.espalier.store.sql.check;

import io.espalier.state.RunState;
import io.espalier.store.sql.audit.AuditHash;
import io.espalier.store.sql.audit.Said;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds runs against the entries of their chains. */
final class RunCheck {
  private record Row(
      String runId,
      String experiment,
      String workflow,
      String config,
      String plan,
      Instant logicalDate,
      long seed,
      String state,
      @Nullable String reason,
      Instant created,
      @Nullable Instant ended) {
    static Row read(ResultSet rows) throws SQLException {
      OffsetDateTime ended = rows.getObject("ended_at", OffsetDateTime.class);
      return new Row(
          rows.getString("run_id"),
          rows.getString("name"),
          rows.getString("workflow_id"),
          rows.getString("config"),
          rows.getString("plan"),
          rows.getObject("logical_date", OffsetDateTime.class).toInstant(),
          rows.getLong("seed"),
          rows.getString("state"),
          rows.getString("reason"),
          rows.getObject("created_at", OffsetDateTime.class).toInstant(),
          ended == null ? null : ended.toInstant());
    }
  }

  private static final Set<String> ENDED = Set.of("run.success", "run.failed");

  private final Recorded recorded;
  private final Problems problems;
  private final Set<String> there = new HashSet<>();

  RunCheck(Recorded recorded, Problems problems) {
    this.recorded = recorded;
    this.problems = problems;
  }

  void check(CheckScope scope) {
    scope
        .query(
            """
            SELECT r.run_id, e.name, r.workflow_id, c.sha256 AS config, p.sha256 AS plan,
              r.logical_date, r.seed, r.state, r.reason, r.created_at, r.ended_at
            FROM run r
            JOIN experiment e ON e.id = r.experiment_id
            JOIN artifact c ON c.id = r.config_artifact_id
            JOIN artifact p ON p.id = r.plan_artifact_id
            """
                + scope.runs("r.run_id"))
        .map((rows, context) -> Row.read(rows))
        .forEach(this::check);
    recorded
        .runs()
        .forEach(
            (id, run) -> {
              if (scope.everything() && !there.contains(id) && run.created != null) {
                problems.add(
                    "run "
                        + id
                        + ": it has no row (recorded by "
                        + run.created.entry().name()
                        + ")");
              }
            });
  }

  private void check(Row row) {
    there.add(row.runId());
    Recorded.Run run = recorded.runs().get(row.runId());
    Said created = run == null ? null : run.created;
    Said last = run == null ? null : run.last;
    if (run == null || created == null || last == null) {
      // The check of the chains says that the run has none.
      return;
    }
    String name = "run " + row.runId();
    problems.compare(name, "experiment_id", row.experiment(), created.text("experiment"), created);
    problems.compare(name, "config_artifact_id", row.config(), created.digest("config"), created);
    problems.compare(name, "plan_artifact_id", row.plan(), created.digest("plan"), created);
    problems.compare(name, "seed", Long.toString(row.seed()), created.text("seed"), created);
    problems.compare(name, "created_at", row.created(), created.at(), created);
    if (run.full()) {
      problems.compare(name, "workflow_id", row.workflow(), created.text("workflow"), created);
      problems.compare(
          name,
          "logical_date",
          AuditHash.time(row.logicalDate()),
          created.text("logical_date"),
          created);
    }
    String state =
        last.kind().equals("run.created")
            ? RunState.QUEUED.id()
            : last.kind().substring("run.".length());
    problems.compare(name, "state", row.state(), state, last);
    problems.compare(name, "reason", row.reason(), last.text("reason"), last);
    problems.compare(
        name, "ended_at", row.ended(), ENDED.contains(last.kind()) ? last.at() : null, last);
  }
}
