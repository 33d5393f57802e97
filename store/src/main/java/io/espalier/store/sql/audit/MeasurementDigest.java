package io.espalier.store.sql.audit;

import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One digest over all that a step measured. */
public final class MeasurementDigest {
  private final Fields fields = new Fields();

  /** Nothing was measured yet. */
  public MeasurementDigest() {}

  /** SHA-256 over all measurements in their order, null where there are none. */
  public static @Nullable String of(List<Measurement> measurements) {
    if (measurements.isEmpty()) {
      return null;
    }
    MeasurementDigest digest = new MeasurementDigest();
    for (int i = 0; i < measurements.size(); i++) {
      digest.add(i, measurements.get(i));
    }
    return digest.hex();
  }

  /** Adds the next one. */
  public void add(int ordinal, Measurement one) {
    fields.add(ordinal).add(one.name());
    add(one.of());
    add(one.other());
    fields.add(one.layer()).add(one.item());
    add((Double) one.measured());
    fields.add(one.n() == null ? null : one.n().toString());
    add(one.low());
    add(one.high());
    fields.add(one.unit());
  }

  private void add(Spot spot) {
    add(spot.replicate());
    fields.add(spot.arm());
    add(spot.draw());
    add(spot.round());
  }

  private void add(@Nullable Integer number) {
    fields.add(number == null ? null : number.toString());
  }

  /** The bits in hex digits; zero has no sign, as in the rows. */
  private void add(@Nullable Double number) {
    fields.add(number == null ? null : Long.toHexString(Double.doubleToLongBits(number + 0.0)));
  }

  /** The digest of what was added. */
  public String hex() {
    return fields.hex();
  }
}
