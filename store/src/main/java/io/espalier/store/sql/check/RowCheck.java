package io.espalier.store.sql.check;

import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.sql.audit.ChainEntry;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Holds rows against what chains recorded. Takes the entries first, chain by chain from the first
 * to the last, then reads every row once, with a fixed number of queries; all in one snapshot.
 */
public final class RowCheck {
  private final Problems problems = new Problems();
  private final Recorded recorded = new Recorded(problems);
  private final CheckScope scope;
  private long older;

  /**
   * A check.
   *
   * @param runId the run whose rows are looked at, with those of the steps that its tasks name;
   *     null for all rows
   */
  public RowCheck(Handle handle, @Nullable String runId) {
    this.scope = new CheckScope(handle, runId);
  }

  /** Takes the next entry of a chain. */
  public void add(ChainEntry entry) {
    recorded.add(entry);
  }

  /** Looks at the rows; returns one sentence for each that differs. */
  public List<String> problems() {
    AttemptCheck attempts = new AttemptCheck(recorded, problems);
    attempts.check(scope);
    StepCheck steps = new StepCheck(recorded, problems, attempts);
    steps.check(scope);
    ProgressCheck progress = new ProgressCheck(recorded, problems, steps.states());
    progress.check(scope);
    new MeasurementCheck(recorded, problems).check(scope, steps.states().keySet());
    new RunCheck(recorded, problems).check(scope);
    new TaskCheck(recorded, problems, attempts).check(scope);
    Set<String> there = steps.states().keySet();
    recorded
        .steps()
        .forEach(
            (key, step) -> {
              if (there.contains(key)) {
                attempts.missing(key, step);
              } else if (scope.everything()) {
                problems.add("step " + key + ": it has no row, and entries of chains tell of it");
              }
            });
    if (scope.everything()) {
      artifacts();
    }
    older = recorded.older() + progress.older();
    return problems.found();
  }

  /** How much was recorded by the first version, which held less; after {@link #problems}. */
  public long older() {
    return older;
  }

  private void artifacts() {
    scope
        .query("SELECT sha256, size_bytes, kind, media_type FROM artifact")
        .map(
            (rows, context) ->
                new StoredArtifact(
                    rows.getString("sha256"),
                    rows.getLong("size_bytes"),
                    rows.getString("kind"),
                    rows.getString("media_type")))
        .forEach(
            row -> {
              Set<StoredArtifact> described = recorded.described(row.sha256());
              if (!described.isEmpty() && !described.contains(row)) {
                problems.add(
                    "artifact "
                        + row.sha256()
                        + ": "
                        + row
                        + " (recorded: "
                        + described.iterator().next()
                        + ")");
              }
            });
  }
}
