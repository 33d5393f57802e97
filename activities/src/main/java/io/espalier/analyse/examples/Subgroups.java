package io.espalier.analyse.examples;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Examples in groups of equal size by a score, lowest first. */
final class Subgroups {
  private Subgroups() {}

  /**
   * The group of every example, from 0. Group g of k has the examples at places ⌊g n / k⌋ to ⌊(g +
   * 1) n / k⌋ of the order of the scores; of equal scores the example that comes first is lower.
   *
   * @param scores of n examples, none NaN
   * @param groups k, at most n
   */
  static int[] of(double[] scores, int groups) {
    if (groups < 1 || groups > scores.length) {
      throw new IllegalArgumentException(
          "groups: %d (expected: 1 to %d, one example each at least)"
              .formatted(groups, scores.length));
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] group = new int[scores.length];
    for (int g = 0; g < groups; g++) {
      int from = (int) ((long) g * scores.length / groups);
      int to = (int) ((g + 1L) * scores.length / groups);
      for (int i = from; i < to; i++) {
        group[order[i]] = g;
      }
    }
    return group;
  }

  /**
   * Probability that a marked example scores above one that is not, ties counting half (the area
   * under the ROC curve); NaN where either kind is missing.
   */
  static double auc(double[] scores, boolean[] marked) {
    double[] others =
        IntStream.range(0, scores.length)
            .filter(i -> !marked[i])
            .mapToDouble(i -> scores[i])
            .sorted()
            .toArray();
    double wins = 0;
    long pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      if (marked[i]) {
        wins += below(others, scores[i]);
        pairs += others.length;
      }
    }
    return pairs == 0 ? Double.NaN : wins / pairs;
  }

  /** How many of sorted values lie below one, those equal to it counting half. */
  private static double below(double[] sorted, double value) {
    int first = first(sorted, value, false);
    return (first + first(sorted, value, true)) / 2.0;
  }

  /** Index of the first value that is not below, or that is above. */
  private static int first(double[] sorted, double value, boolean above) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean left = above ? sorted[middle] <= value : sorted[middle] < value;
      if (left) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
