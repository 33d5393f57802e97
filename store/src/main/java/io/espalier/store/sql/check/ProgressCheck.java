package io.espalier.store.sql.check;

import io.espalier.store.metric.MetricPoint;
import io.espalier.store.sql.audit.MetricDigest;
import io.espalier.store.sql.audit.Said;
import io.espalier.store.step.StepState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds checkpoints and series of numbers against the entries of the steps they belong to. */
final class ProgressCheck {
  private record Kept(
      String step, long iteration, long fence, String run, String digest, Instant created) {
    static Kept read(ResultSet rows) throws SQLException {
      return new Kept(
          rows.getString("step_key"),
          rows.getLong("iteration"),
          rows.getLong("fence"),
          rows.getString("run_id"),
          rows.getString("sha256"),
          rows.getObject("created_at", OffsetDateTime.class).toInstant());
    }
  }

  /** A series as its row sums it up; the extremes leave NaN out. */
  private record Summary(
      @Nullable Long lastIteration,
      @Nullable Double lastValue,
      @Nullable Double min,
      @Nullable Double max) {}

  private record Line(
      String step, String name, String layer, Summary summary, @Nullable MetricPoint point) {
    static Line read(ResultSet rows) throws SQLException {
      Long iteration = rows.getObject("iteration", Long.class);
      String name = rows.getString("name");
      String layer = rows.getString("layer");
      return new Line(
          rows.getString("step_key"),
          name,
          layer,
          new Summary(
              rows.getObject("last_iteration", Long.class),
              rows.getObject("last_value", Double.class),
              rows.getObject("min_value", Double.class),
              rows.getObject("max_value", Double.class)),
          iteration == null
              ? null
              : new MetricPoint(
                  name, layer, rows.getString("unit"), iteration, rows.getDouble("metric_value")));
    }
  }

  private final Recorded recorded;
  private final Problems problems;
  private final Map<String, String> states;
  private final Map<String, Kept> newest = new HashMap<>();
  private final Map<String, @Nullable String> digests = new HashMap<>();
  private final List<Line> gathered = new ArrayList<>();
  private long older;

  ProgressCheck(Recorded recorded, Problems problems, Map<String, String> states) {
    this.recorded = recorded;
    this.problems = problems;
    this.states = states;
  }

  void check(CheckScope scope) {
    scope
        .query(
            """
            SELECT s.step_key, c.iteration, c.fence, r.run_id, a.sha256, c.created_at
            FROM checkpoint c
            JOIN step s ON s.id = c.step_id
            JOIN artifact a ON a.id = c.artifact_id
            JOIN attempt t ON t.step_id = c.step_id AND t.fence = c.fence
            JOIN run r ON r.id = t.run_id
            """
                + scope.steps("c.step_id")
                + " ORDER BY c.step_id, c.iteration")
        .map((rows, context) -> Kept.read(rows))
        .forEach(this::checkpoint);
    scope
        .query(
            """
            SELECT s.step_key, m.name, m.layer, m.unit, m.last_iteration, m.last_value, m.min_value,
              m.max_value, p.iteration, p.metric_value
            FROM metric_series m
            JOIN step s ON s.id = m.step_id
            LEFT JOIN metric_point p ON p.series_id = m.id
            """
                + scope.steps("m.step_id")
                + " ORDER BY m.step_id, m.id, p.iteration")
        .map((rows, context) -> Line.read(rows))
        .forEach(this::line);
    gathered();
    states.keySet().forEach(this::metrics);
  }

  /** How many checkpoints there are that no entry can be asked for: those of the first version. */
  long older() {
    return older;
  }

  private void checkpoint(Kept row) {
    newest.put(row.step(), row);
    String name = "checkpoint at iteration " + row.iteration() + " of step " + row.step();
    Said said = entry(row);
    if (said == null) {
      Recorded.Run run = recorded.runs().get(row.run());
      if (run == null || run.full()) {
        problems.add(
            name
                + ": artifact_id: "
                + row.digest()
                + " (no entry says that attempt "
                + row.fence()
                + " made one)");
      } else {
        older++;
      }
      return;
    }
    problems.compare(name, "artifact_id", row.digest(), said.digest("checkpoint"), said);
    problems.compare(name, "created_at", row.created(), said.at(), said);
  }

  private @Nullable Said entry(Kept row) {
    Recorded.Step step = recorded.steps().get(row.step());
    return step == null ? null : step.checkpoint(row.iteration(), row.fence());
  }

  private void line(Line line) {
    if (!gathered.isEmpty() && !gathered.get(0).step().equals(line.step())) {
      gathered();
    }
    gathered.add(line);
  }

  /** The lines of one step are all there. */
  private void gathered() {
    if (gathered.isEmpty()) {
      return;
    }
    String step = gathered.get(0).step();
    digests.put(
        step,
        MetricDigest.of(gathered.stream().map(Line::point).filter(Objects::nonNull).toList()));
    int from = 0;
    for (int to = 1; to <= gathered.size(); to++) {
      if (to == gathered.size()
          || !gathered.get(to).name().equals(gathered.get(from).name())
          || !gathered.get(to).layer().equals(gathered.get(from).layer())) {
        summary(step, gathered.subList(from, to));
        from = to;
      }
    }
    gathered.clear();
  }

  private void summary(String step, List<Line> series) {
    Long lastIteration = null;
    Double lastValue = null;
    Double min = null;
    Double max = null;
    for (Line line : series) {
      MetricPoint point = line.point();
      if (point != null) {
        lastIteration = point.iteration();
        lastValue = point.value();
        if (!Double.isNaN(point.value())) {
          min = min == null ? point.value() : Double.valueOf(Math.min(min, point.value()));
          max = max == null ? point.value() : Double.valueOf(Math.max(max, point.value()));
        }
      }
    }
    Summary is = series.get(0).summary();
    Summary expected = new Summary(lastIteration, lastValue, min, max);
    if (!is.toString().replace("-0.0", "0.0").equals(expected.toString().replace("-0.0", "0.0"))) {
      Line first = series.get(0);
      problems.add(
          "series "
              + first.name()
              + (first.layer().isEmpty() ? "" : " of layer " + first.layer())
              + " of step "
              + step
              + ": "
              + is
              + " (its points give: "
              + expected
              + ")");
    }
  }

  /**
   * The series of a completed step are those it was completed with. Those of another go as far as
   * its newest checkpoint; one that is made again begins with those of before.
   */
  private void metrics(String key) {
    String name = "metrics of step " + key;
    String is = digests.get(key);
    Recorded.Step step = recorded.steps().get(key);
    Said completion = step == null ? null : step.completion();
    Kept kept = newest.get(key);
    if (StepState.COMPLETED.name().equals(states.get(key))
        || (kept == null && completion != null && is != null)) {
      if (completion != null && completion.full()) {
        problems.compare(name, "digest of the series", is, completion.text("metrics"), completion);
      }
      return;
    }
    Said made = kept == null ? null : entry(kept);
    if (made != null) {
      problems.compare(name, "digest of the series", is, made.text("metrics"), made);
    } else if (kept == null) {
      problems.requireNone(name, "digest of the series", is);
    }
  }
}
