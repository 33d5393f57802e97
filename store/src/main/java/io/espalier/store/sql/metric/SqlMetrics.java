package io.espalier.store.sql.metric;

import io.espalier.digest.Digest;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.metric.Metrics;
import io.espalier.store.sql.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Series of numbers. Thread-safe. */
public final class SqlMetrics implements Metrics {
  private final Database database;

  public SqlMetrics(Database database) {
    this.database = database;
  }

  @Override
  public Map<String, List<MetricPoint>> of(Collection<String> stepKeys) {
    String[] keys = stepKeys.stream().map(Digest::checked).toArray(String[]::new);
    Map<String, List<MetricPoint>> points = new HashMap<>();
    database.read(
        handle -> {
          handle
              .createQuery(
                  """
                    SELECT s.step_key, m.name, m.layer, m.unit, p.iteration, p.metric_value
                    FROM step s
                    JOIN metric_series m ON m.step_id = s.id
                    JOIN metric_point p ON p.series_id = m.id
                    WHERE s.step_key = ANY(:keys)
                    ORDER BY m.name, m.layer, p.iteration
                    """)
              .bind("keys", keys)
              .map((rows, context) -> Map.entry(rows.getString("step_key"), point(rows)))
              .forEach(
                  row ->
                      points
                          .computeIfAbsent(row.getKey(), key -> new ArrayList<>())
                          .add(row.getValue()));
          return true;
        });
    return points;
  }

  private static MetricPoint point(ResultSet rows) throws SQLException {
    return new MetricPoint(
        rows.getString("name"),
        rows.getString("layer"),
        rows.getString("unit"),
        rows.getLong("iteration"),
        rows.getDouble("metric_value"));
  }
}
