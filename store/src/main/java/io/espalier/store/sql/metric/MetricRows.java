package io.espalier.store.sql.metric;

import io.espalier.store.metric.MetricPoint;
import io.espalier.store.sql.column.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Series and their points, within the caller's transaction, which holds the step's row. */
public final class MetricRows {
  private record Name(String name, String layer) {}

  /** What a series says of its points; NaN is left out of the extremes, as it would hide them. */
  private record Summary(
      @Nullable Long lastIteration,
      @Nullable Double lastValue,
      @Nullable Double min,
      @Nullable Double max) {
    static final Summary NONE = new Summary(null, null, null, null);

    Summary with(NavigableMap<Long, Double> points) {
      Double newMin = min;
      Double newMax = max;
      for (double value : points.values()) {
        if (!Double.isNaN(value)) {
          newMin = newMin == null ? value : Math.min(newMin, value);
          newMax = newMax == null ? value : Math.max(newMax, value);
        }
      }
      boolean newer = lastIteration == null || points.lastKey() >= lastIteration;
      return new Summary(
          newer ? points.lastKey() : lastIteration,
          newer ? points.lastEntry().getValue() : lastValue,
          newMin,
          newMax);
    }
  }

  private record Series(long id, Summary summary) {}

  private MetricRows() {}

  /**
   * Checks names.
   *
   * @throws IllegalArgumentException when one cannot be stored
   */
  public static void check(List<MetricPoint> points) {
    for (MetricPoint point : points) {
      Text.checked("metric", point.name(), 120);
      Text.checkedOrEmpty("layer", point.layer(), 120);
      Text.checkedOrEmpty("unit", point.unit(), 32);
    }
  }

  /** Adds points; one of the same series and iteration replaces the earlier one. */
  public static void record(Handle handle, long step, List<MetricPoint> points) {
    if (points.isEmpty()) {
      return;
    }
    Map<Name, Series> known = series(handle, step);
    Map<Name, NavigableMap<Long, Double>> values = new LinkedHashMap<>();
    Map<Name, String> units = new HashMap<>();
    for (MetricPoint point : points) {
      Name name = new Name(point.name(), point.layer());
      values.computeIfAbsent(name, n -> new TreeMap<>()).put(point.iteration(), point.value());
      units.putIfAbsent(name, point.unit());
    }
    Map<Long, NavigableMap<Long, Double>> added = new TreeMap<>();
    List<Long> replaced = new ArrayList<>();
    values.forEach(
        (name, line) -> {
          Series series = known.get(name);
          if (series == null) {
            added.put(create(handle, step, name, units.getOrDefault(name, ""), line), line);
            return;
          }
          added.put(series.id(), line);
          if (deleted(handle, series, line) > 0) {
            replaced.add(series.id());
          } else {
            state(handle, series.id(), series.summary().with(line));
          }
        });
    insert(handle, added);
    replaced.forEach(series -> restate(handle, series));
  }

  /** All points of a step, those of a series together. */
  public static List<MetricPoint> all(Handle handle, long step) {
    return handle
        .createQuery(
            """
            SELECT m.name, m.layer, m.unit, p.iteration, p.metric_value
            FROM metric_series m JOIN metric_point p ON p.series_id = m.id
            WHERE m.step_id = :step
            """)
        .bind("step", step)
        .map(
            (rows, context) ->
                new MetricPoint(
                    rows.getString("name"),
                    rows.getString("layer"),
                    rows.getString("unit"),
                    rows.getLong("iteration"),
                    rows.getDouble("metric_value")))
        .list();
  }

  private static Map<Name, Series> series(Handle handle, long step) {
    Map<Name, Series> found = new HashMap<>();
    handle
        .createQuery(
            "SELECT id, name, layer, last_iteration, last_value, min_value, max_value"
                + " FROM metric_series WHERE step_id = :step")
        .bind("step", step)
        .map(
            (rows, context) ->
                Map.entry(
                    new Name(rows.getString("name"), rows.getString("layer")),
                    new Series(
                        rows.getLong("id"),
                        new Summary(
                            rows.getObject("last_iteration", Long.class),
                            rows.getObject("last_value", Double.class),
                            rows.getObject("min_value", Double.class),
                            rows.getObject("max_value", Double.class)))))
        .forEach(e -> found.put(e.getKey(), e.getValue()));
    return found;
  }

  private static long create(
      Handle handle, long step, Name name, String unit, NavigableMap<Long, Double> points) {
    Summary summary = Summary.NONE.with(points);
    return handle
        .createUpdate(
            """
            INSERT INTO metric_series (step_id, name, layer, unit, last_iteration, last_value,
              min_value, max_value)
            VALUES (:step, :name, :layer, :unit, :iteration, :value, :min, :max)
            """)
        .bind("step", step)
        .bind("name", name.name())
        .bind("layer", name.layer())
        .bind("unit", unit)
        .bind("iteration", summary.lastIteration())
        .bind("value", summary.lastValue())
        .bind("min", summary.min())
        .bind("max", summary.max())
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  /** Deletes earlier points that new ones replace; returns how many there were. */
  private static int deleted(Handle handle, Series series, NavigableMap<Long, Double> points) {
    Long last = series.summary().lastIteration();
    if (last == null || points.firstKey() > last) {
      return 0;
    }
    return handle
        .createUpdate(
            "DELETE FROM metric_point WHERE series_id = :series AND iteration = ANY(:iterations)")
        .bind("series", series.id())
        .bind("iterations", points.headMap(last, true).keySet().toArray(Long[]::new))
        .execute();
  }

  private static void insert(Handle handle, Map<Long, NavigableMap<Long, Double>> pointsBySeries) {
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO metric_point (series_id, iteration, metric_value)"
                + " VALUES (:series, :iteration, :value)");
    pointsBySeries.forEach(
        (series, points) ->
            points.forEach(
                (iteration, value) ->
                    batch
                        .bind("series", series)
                        .bind("iteration", iteration)
                        .bind("value", value)
                        .add()));
    batch.execute();
  }

  private static void state(Handle handle, long series, Summary summary) {
    handle
        .createUpdate(
            """
            UPDATE metric_series SET last_iteration = :iteration, last_value = :value,
              min_value = :min, max_value = :max
            WHERE id = :series
            """)
        .bind("series", series)
        .bind("iteration", summary.lastIteration())
        .bind("value", summary.lastValue())
        .bind("min", summary.min())
        .bind("max", summary.max())
        .execute();
  }

  /** Deletes the points after an iteration; −1 deletes all. */
  public static void truncate(Handle handle, long step, long iteration) {
    for (Series series : series(handle, step).values()) {
      int deleted =
          handle
              .createUpdate(
                  "DELETE FROM metric_point WHERE series_id = :series AND iteration > :iteration")
              .bind("series", series.id())
              .bind("iteration", iteration)
              .execute();
      if (deleted > 0) {
        restate(handle, series.id());
      }
    }
  }

  private static void restate(Handle handle, long series) {
    NavigableMap<Long, Double> left = new TreeMap<>();
    handle
        .createQuery("SELECT iteration, metric_value FROM metric_point WHERE series_id = :series")
        .bind("series", series)
        .map((rows, context) -> Map.entry(rows.getLong(1), rows.getDouble(2)))
        .forEach(e -> left.put(e.getKey(), e.getValue()));
    if (left.isEmpty()) {
      handle
          .createUpdate("DELETE FROM metric_series WHERE id = :series")
          .bind("series", series)
          .execute();
    } else {
      state(handle, series, Summary.NONE.with(left));
    }
  }
}
