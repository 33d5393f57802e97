package io.espalier.store.sql.measurement;

import io.espalier.digest.Digest;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurements;
import io.espalier.store.sql.database.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measurements. Thread-safe. */
public final class SqlMeasurements implements Measurements {
  private final Database database;

  /** Reads them from a database. */
  public SqlMeasurements(Database database) {
    this.database = database;
  }

  @Override
  public Map<String, List<Measurement>> of(Collection<String> stepKeys) {
    String[] keys = stepKeys.stream().map(Digest::checked).toArray(String[]::new);
    Map<String, List<Measurement>> measured = new TreeMap<>();
    database.read(
        handle -> {
          handle
              .createQuery(
                  MeasurementRow.SELECT
                      + " WHERE s.step_key = ANY(:keys) ORDER BY m.step_id, m.ordinal")
              .bind("keys", keys)
              .map((rows, context) -> MeasurementRow.read(rows))
              .forEach(
                  row ->
                      measured
                          .computeIfAbsent(row.step(), key -> new ArrayList<>())
                          .add(row.measurement()));
          return true;
        });
    return measured;
  }
}
