package io.espalier.store.sql.measurement;

import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurements;
import io.espalier.store.sql.column.Text;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Measurements of steps, within the caller's transaction, which holds the step's row. */
public final class MeasurementRows {
  private MeasurementRows() {}

  /**
   * Checks names and how many there are.
   *
   * @throws IllegalArgumentException when one cannot be stored
   */
  public static void check(List<Measurement> measurements) {
    if (measurements.size() > Measurements.MOST) {
      throw new IllegalArgumentException(
          String.format(
              "measurements: %d (expected: <= %d); write what is large as an output",
              measurements.size(), Measurements.MOST));
    }
    for (Measurement one : measurements) {
      Text.checked("measurement", one.name(), 120);
      Text.checkedOrEmpty("unit", one.unit(), 32);
      checked("layer", one.layer(), 120);
      checked("item", one.item(), 250);
      checked("arm", one.of().arm(), 500);
      checked("arm", one.other().arm(), 500);
    }
  }

  private static void checked(String what, @Nullable String text, int max) {
    if (text != null) {
      Text.checked(what, text, max);
    }
  }

  /** Adds what a step measured, in this order. */
  public static void add(Handle handle, long step, List<Measurement> measurements) {
    if (measurements.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO measurement (step_id, ordinal, name, replicate, arm, draw, round,
              other_replicate, other_arm, other_draw, other_round, layer, item, measured, n, low,
              high, unit)
            VALUES (:step, :ordinal, :name, :replicate, :arm, :draw, :round, :otherReplicate,
              :otherArm, :otherDraw, :otherRound, :layer, :item, :measured, :n, :low, :high, :unit)
            """);
    for (int i = 0; i < measurements.size(); i++) {
      Measurement one = measurements.get(i);
      batch
          .bind("step", step)
          .bind("ordinal", i)
          .bind("name", one.name())
          .bind("replicate", one.of().replicate())
          .bind("arm", one.of().arm())
          .bind("draw", one.of().draw())
          .bind("round", one.of().round())
          .bind("otherReplicate", one.other().replicate())
          .bind("otherArm", one.other().arm())
          .bind("otherDraw", one.other().draw())
          .bind("otherRound", one.other().round())
          .bind("layer", one.layer())
          .bind("item", one.item())
          // Databases differ in whether they keep the sign of zero.
          .bind("measured", one.measured() + 0.0)
          .bind("n", one.n())
          .bind("low", unsigned(one.low()))
          .bind("high", unsigned(one.high()))
          .bind("unit", one.unit())
          .add();
    }
    batch.execute();
  }

  private static @Nullable Double unsigned(@Nullable Double value) {
    return value == null ? null : Double.valueOf(value + 0.0);
  }
}
