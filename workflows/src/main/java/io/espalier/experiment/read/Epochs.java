package io.espalier.experiment.read;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Iterations that are given as epochs: {@code 80 epochs}, {@code 1 epoch}, {@code 0.5 epochs}. */
public final class Epochs {
  /** The same for the JSON Schema. */
  public static final String PATTERN = "^[0-9]{1,9}([.][0-9]{1,6})? epochs?$";

  private static final Pattern TEXT = Pattern.compile(PATTERN);

  private Epochs() {}

  /**
   * Iterations of a text, to the nearest one, halves to even; null where it is no such text.
   *
   * @param perEpoch iterations of one epoch: whole batches, the rest of an epoch is left out
   */
  static @Nullable BigDecimal iterations(String text, LongSupplier perEpoch) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    return new BigDecimal(text.substring(0, text.indexOf(' ')))
        .multiply(BigDecimal.valueOf(perEpoch.getAsLong()))
        .setScale(0, RoundingMode.HALF_EVEN);
  }
}
