package io.espalier.analyse.structure;

import java.util.Arrays;

/**
 * Where a number lies among those of masks in random places.
 *
 * @param low smallest of the middle 95 % of them
 * @param high largest of these
 * @param percentile part of them that lies below it, of equal ones the half; in [0, 1]
 * @param p part of them that is as large or larger, itself counted among them; in (0, 1]
 */
record Null(double low, double high, double percentile, double p) {
  /**
   * Lays a number against random ones.
   *
   * @param random at least one; sorted by this
   */
  static Null of(double seen, double[] random) {
    Arrays.sort(random);
    int below = 0;
    int equal = 0;
    for (double one : random) {
      // Sums in another order may differ in the last bits.
      if (Math.abs(one - seen) <= 1e-9 * Math.abs(seen)) {
        equal++;
      } else if (one < seen) {
        below++;
      }
    }
    int n = random.length;
    int tail = (int) (0.025 * n);
    return new Null(
        random[tail], random[n - 1 - tail], (below + 0.5 * equal) / n, (1.0 + n - below) / (n + 1));
  }

  /**
   * Probability that a group of {@code size} weights is empty where {@code kept} of {@code all} are
   * kept in random places: C(all − size, kept) / C(all, kept).
   */
  static double emptyProbability(long all, long size, long kept) {
    double probability = 1;
    for (long i = 0; i < Math.min(size, kept); i++) {
      probability *= (double) Math.max(0, all - Math.max(size, kept) - i) / (all - i);
    }
    return probability;
  }

  /**
   * Expected sample variance of kept counts over their mean in random places: (all − kept) / (all −
   * 1), for groups of any size (each count is hypergeometric).
   */
  static double dispersion(long all, long kept) {
    return (double) (all - kept) / (all - 1);
  }
}
