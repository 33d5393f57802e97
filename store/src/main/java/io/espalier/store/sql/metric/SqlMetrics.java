package io.espalier.store.sql.metric;

import io.espalier.digest.Digest;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.metric.Metrics;
import io.espalier.store.sql.database.Database;
import java.util.List;

/** Series of numbers. Thread-safe. */
public final class SqlMetrics implements Metrics {
  private final Database database;

  public SqlMetrics(Database database) {
    this.database = database;
  }

  @Override
  public List<MetricPoint> of(String stepKey) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT m.name, m.layer, m.unit, p.iteration, p.metric_value
                    FROM step s
                    JOIN metric_series m ON m.step_id = s.id
                    JOIN metric_point p ON p.series_id = m.id
                    WHERE s.step_key = :key
                    ORDER BY m.name, m.layer, p.iteration
                    """)
                .bind("key", Digest.checked(stepKey))
                .map(
                    (rows, context) ->
                        new MetricPoint(
                            rows.getString("name"),
                            rows.getString("layer"),
                            rows.getString("unit"),
                            rows.getLong("iteration"),
                            rows.getDouble("metric_value")))
                .list());
  }
}
