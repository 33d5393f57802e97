package io.espalier.store.sql.check;

import io.espalier.store.sql.audit.MeasurementDigest;
import io.espalier.store.sql.audit.Said;
import io.espalier.store.sql.measurement.MeasurementRow;
import java.util.HashMap;
import java.util.Map;

/** Holds what steps measured against the entries that completed them. */
final class MeasurementCheck {
  private final Recorded recorded;
  private final Problems problems;
  private final Map<String, MeasurementDigest> digests = new HashMap<>();

  MeasurementCheck(Recorded recorded, Problems problems) {
    this.recorded = recorded;
    this.problems = problems;
  }

  /**
   * Looks at the rows.
   *
   * @param steps keys of the steps that have a row
   */
  void check(CheckScope scope, Iterable<String> steps) {
    scope
        .query(MeasurementRow.SELECT + scope.steps("m.step_id") + " ORDER BY m.step_id, m.ordinal")
        .map((rows, context) -> MeasurementRow.read(rows))
        .forEach(
            row ->
                digests
                    .computeIfAbsent(row.step(), step -> new MeasurementDigest())
                    .add(row.ordinal(), row.measurement()));
    steps.forEach(this::check);
  }

  /** A step that is made again keeps what was measured at first. */
  private void check(String key) {
    MeasurementDigest digest = digests.get(key);
    String is = digest == null ? null : digest.hex();
    Recorded.Step step = recorded.steps().get(key);
    Said completion = step == null ? null : step.completion();
    String name = "measurements of step " + key;
    if (completion == null) {
      problems.requireNone(name, "digest of the measurements", is);
    } else {
      problems.compare(
          name, "digest of the measurements", is, completion.text("measurements"), completion);
    }
  }
}
