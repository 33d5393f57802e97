package io.espalier.judge;

import io.espalier.operator.judge.JudgeParameters;

/**
 * An open interval in which a difference, or a number, is to lie.
 *
 * @param low −∞ for none
 * @param high ∞ for none
 */
record Region(double low, double high) {
  static Region of(JudgeParameters.Region ends) {
    return new Region(
        ends.low() == null ? Double.NEGATIVE_INFINITY : ends.low(),
        ends.high() == null ? Double.POSITIVE_INFINITY : ends.high());
  }

  boolean has(double value) {
    return value > low && value < high;
  }

  /** The end that a number is to be told from. */
  double margin(double value) {
    if (Double.isInfinite(low)) {
      return high;
    }
    if (Double.isInfinite(high)) {
      return low;
    }
    return Math.abs(value - low) < Math.abs(value - high) ? low : high;
  }

  String words() {
    if (Double.isInfinite(low)) {
      return "below " + high;
    }
    return Double.isInfinite(high) ? "above " + low : "between " + low + " and " + high;
  }
}
