package io.espalier.store.sql.measurement;

import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of the table, as it is read.
 *
 * @param step key of its step
 * @param ordinal where it stands among those of its step, from 0
 */
public record MeasurementRow(String step, int ordinal, Measurement measurement) {
  /** All rows, of table m, with their steps, of table s. */
  public static final String SELECT =
      """
      SELECT s.step_key, m.ordinal, m.name, m.replicate, m.arm, m.draw, m.round,
        m.other_replicate, m.other_arm, m.other_draw, m.other_round, m.layer, m.item, m.measured,
        m.n, m.low, m.high, m.unit
      FROM measurement m JOIN step s ON s.id = m.step_id
      """;

  /** One row of {@link #SELECT}. */
  public static MeasurementRow read(ResultSet rows) throws SQLException {
    return new MeasurementRow(
        rows.getString("step_key"),
        rows.getInt("ordinal"),
        new Measurement(
            rows.getString("name"),
            new Spot(
                rows.getObject("replicate", Integer.class),
                rows.getString("arm"),
                rows.getObject("draw", Integer.class),
                rows.getObject("round", Integer.class)),
            new Spot(
                rows.getObject("other_replicate", Integer.class),
                rows.getString("other_arm"),
                rows.getObject("other_draw", Integer.class),
                rows.getObject("other_round", Integer.class)),
            rows.getString("layer"),
            rows.getString("item"),
            rows.getDouble("measured"),
            rows.getObject("n", Long.class),
            rows.getObject("low", Double.class),
            rows.getObject("high", Double.class),
            rows.getString("unit")));
  }
}
