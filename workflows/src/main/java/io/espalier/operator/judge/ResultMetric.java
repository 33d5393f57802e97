package io.espalier.operator.judge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Numbers of a result that claims may compare. */
public enum ResultMetric {
  TEST_ACCURACY,
  TEST_LOSS,
  VALIDATION_ACCURACY,
  VALIDATION_LOSS,
  /** Mean training loss of the last 100 iterations. */
  TRAINING_LOSS,
  DENSITY,
  /** Training iterations of the round. */
  ITERATIONS,
  /** Those of all trainings that the number rests on. */
  ITERATIONS_BEHIND;

  /** Its name in files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it needs a validation split. */
  public boolean validates() {
    return this == VALIDATION_ACCURACY || this == VALIDATION_LOSS;
  }

  /** The one of this name. */
  public static Optional<ResultMetric> of(String text) {
    return Arrays.stream(values()).filter(metric -> metric.text().equals(text)).findFirst();
  }

  /** All names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ResultMetric::text).toList();
  }
}
