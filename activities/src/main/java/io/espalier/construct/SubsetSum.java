package io.espalier.construct;

/**
 * Subset sums within a tolerance, after Burkholz 2022: subsets of 0, 1, … {@value #LARGEST} values,
 * those of a size in lexicographic order, the first that fits.
 */
public final class SubsetSum {
  /** Values of the largest subset that is tried. */
  public static final int LARGEST = 9;

  /** Values of the longest list, so that a subset fits a long. */
  static final int MOST_VALUES = 62;

  /** Instead of a subset where none fits. */
  public static final long NONE = -1;

  private SubsetSum() {}

  /**
   * The first subset whose sum is within the tolerance of a target.
   *
   * @param count the first so many values count, at most {@value #MOST_VALUES}
   * @param tolerance inclusive, not negative
   * @return bit {@code i} for value {@code i}; {@link #NONE} where none fits
   */
  public static long find(double[] values, int count, double target, double tolerance) {
    if (Math.abs(target) <= tolerance) {
      return 0;
    }
    for (int size = 1; size <= Math.min(LARGEST, count); size++) {
      long found = choose(values, count, 0, size, target, tolerance);
      if (found != NONE) {
        return found;
      }
    }
    return NONE;
  }

  private static long choose(
      double[] values, int count, int from, int left, double rest, double tolerance) {
    if (left == 1) {
      for (int i = from; i < count; i++) {
        if (Math.abs(rest - values[i]) <= tolerance) {
          return 1L << i;
        }
      }
      return NONE;
    }
    for (int i = from; i <= count - left; i++) {
      long found = choose(values, count, i + 1, left - 1, rest - values[i], tolerance);
      if (found != NONE) {
        return found | 1L << i;
      }
    }
    return NONE;
  }
}
