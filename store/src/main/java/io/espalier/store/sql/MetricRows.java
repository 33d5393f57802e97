package io.espalier.store.sql;

import io.espalier.store.metric.MetricPoint;
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
final class MetricRows {
  private record Name(String name, String layer) {}

  private record Series(
      long id, @Nullable Long lastIteration, @Nullable Double min, @Nullable Double max) {}

  private MetricRows() {}

  /**
   * Checks names.
   *
   * @throws IllegalArgumentException when one cannot be stored
   */
  static void check(List<MetricPoint> points) {
    for (MetricPoint point : points) {
      Text.checked("metric", point.name(), 120);
      Text.checkedOrEmpty("layer", point.layer(), 120);
      Text.checkedOrEmpty("unit", point.unit(), 32);
    }
  }

  /** Adds points; one of the same series and iteration replaces the earlier one. */
  static void record(Handle handle, long step, List<MetricPoint> points) {
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
    values.forEach(
        (name, added) -> {
          Series series = known.get(name);
          if (series == null) {
            series = create(handle, step, name, units.getOrDefault(name, ""));
          }
          boolean replaced = replace(handle, series, added);
          if (replaced) {
            restate(handle, series.id());
          } else {
            summarise(handle, series, added);
          }
        });
  }

  private static Map<Name, Series> series(Handle handle, long step) {
    Map<Name, Series> found = new HashMap<>();
    handle
        .createQuery(
            "SELECT id, name, layer, last_iteration, min_value, max_value FROM metric_series"
                + " WHERE step_id = :step")
        .bind("step", step)
        .map(
            (rows, context) ->
                Map.entry(
                    new Name(rows.getString("name"), rows.getString("layer")),
                    new Series(
                        rows.getLong("id"),
                        rows.getObject("last_iteration", Long.class),
                        rows.getObject("min_value", Double.class),
                        rows.getObject("max_value", Double.class))))
        .forEach(e -> found.put(e.getKey(), e.getValue()));
    return found;
  }

  private static Series create(Handle handle, long step, Name name, String unit) {
    long id =
        handle
            .createUpdate(
                "INSERT INTO metric_series (step_id, name, layer, unit)"
                    + " VALUES (:step, :name, :layer, :unit)")
            .bind("step", step)
            .bind("name", name.name())
            .bind("layer", name.layer())
            .bind("unit", unit)
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    return new Series(id, null, null, null);
  }

  /** Writes the points; returns whether any took the place of an earlier one. */
  private static boolean replace(Handle handle, Series series, NavigableMap<Long, Double> points) {
    Long last = series.lastIteration();
    int deleted = 0;
    if (last != null && points.firstKey() <= last) {
      deleted =
          handle
              .createUpdate(
                  "DELETE FROM metric_point WHERE series_id = :series AND iteration = ANY(:iterations)")
              .bind("series", series.id())
              .bindArray(
                  "iterations", Long.class, new ArrayList<>(points.headMap(last, true).keySet()))
              .execute();
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO metric_point (series_id, iteration, metric_value)"
                + " VALUES (:series, :iteration, :value)");
    points.forEach(
        (iteration, value) ->
            batch
                .bind("series", series.id())
                .bind("iteration", iteration)
                .bind("value", value)
                .add());
    batch.execute();
    return deleted > 0;
  }

  /** NaN is left out of the extremes: it would hide them on one database and not on the other. */
  private static void summarise(Handle handle, Series series, NavigableMap<Long, Double> points) {
    Double min = series.min();
    Double max = series.max();
    for (double value : points.values()) {
      if (!Double.isNaN(value)) {
        min = min == null ? value : Math.min(min, value);
        max = max == null ? value : Math.max(max, value);
      }
    }
    Long last = series.lastIteration();
    boolean newer = last == null || points.lastKey() >= last;
    var update =
        handle
            .createUpdate(
                "UPDATE metric_series SET min_value = :min, max_value = :max"
                    + (newer ? ", last_iteration = :iteration, last_value = :value" : "")
                    + " WHERE id = :series")
            .bind("series", series.id())
            .bind("min", min)
            .bind("max", max);
    if (newer) {
      update.bind("iteration", points.lastKey()).bind("value", points.lastEntry().getValue());
    }
    update.execute();
  }

  /** Deletes the points behind an iteration; −1 deletes all. */
  static void truncate(Handle handle, long step, long iteration) {
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
      summarise(handle, new Series(series, null, null, null), left);
    }
  }
}
