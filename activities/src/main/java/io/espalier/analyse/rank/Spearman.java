package io.espalier.analyse.rank;

import java.util.Arrays;
import java.util.Comparator;

/** Spearman's rank correlation: Pearson's correlation of ranks, equal values sharing their mean. */
public final class Spearman {
  private Spearman() {}

  /**
   * The correlation, in [−1, 1].
   *
   * @return NaN for fewer than two pairs, where all values of a side are equal, or where one is NaN
   */
  public static double of(double[] one, double[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(
          "values: " + one.length + " and " + other.length + " (expected: as many)");
    }
    double[] a = ranks(one);
    double[] b = ranks(other);
    double mean = (one.length + 1) / 2.0;
    double both = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      both += (a[i] - mean) * (b[i] - mean);
      squaresA += (a[i] - mean) * (a[i] - mean);
      squaresB += (b[i] - mean) * (b[i] - mean);
    }
    return both / Math.sqrt(squaresA * squaresB);
  }

  /** Ranks from 1; equal values have the mean of theirs, all are NaN where one value is. */
  static double[] ranks(double[] values) {
    double[] ranks = new double[values.length];
    if (Arrays.stream(values).anyMatch(Double::isNaN)) {
      Arrays.fill(ranks, Double.NaN);
      return ranks;
    }
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    // 0.0 and −0.0 are equal: adding 0 makes them the same.
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i] + 0.0));
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
