package io.espalier.analyse.memory;

import io.espalier.random.RandomSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether marked examples have larger scores than the others: the area under the curve, that is the
 * part of pairs of a marked and an unmarked example in which the marked one has the larger score, a
 * tie counting half; and a permutation test of it. Within strata only pairs of one stratum count,
 * and marks are permuted within each.
 *
 * @param auc NaN where there are no pairs
 * @param p one-sided, (1 + permutations with at least this area) / (1 + permutations)
 * @param marked marked examples that take part
 */
record Enrichment(double auc, double p, int marked) {
  /**
   * Compares.
   *
   * @param scores NaN for examples that take no part
   * @param stratum of each example, 0 to strata − 1
   * @param random stream; the permutation's number is appended to its path
   */
  static Enrichment of(
      double[] scores,
      boolean[] marked,
      int[] stratum,
      int strata,
      int permutations,
      RandomSource random) {
    List<Part> parts = new ArrayList<>();
    double pairs = 0;
    double sum = 0;
    int count = 0;
    for (int s = 0; s < strata; s++) {
      Part part = Part.of(scores, marked, stratum, s);
      if (part.pairs() > 0) {
        parts.add(part);
        pairs += part.pairs();
        sum += part.wins();
      }
      count += part.marked();
    }
    if (pairs == 0) {
      return new Enrichment(Double.NaN, Double.NaN, count);
    }
    int atLeast = 0;
    for (int i = 0; i < permutations; i++) {
      double permuted = 0;
      for (int s = 0; s < parts.size(); s++) {
        permuted += parts.get(s).winsOf(random.at(i).at(s));
      }
      // Sums of halves: exact.
      atLeast += permuted >= sum ? 1 : 0;
    }
    return new Enrichment(sum / pairs, (1.0 + atLeast) / (1 + permutations), count);
  }

  /** One stratum: ranks of its scores from 1, of equal ones their mean, the marked ones first. */
  private record Part(double[] ranks, int marked) {
    static Part of(double[] scores, boolean[] marked, int[] stratum, int wanted) {
      List<Integer> own = new ArrayList<>();
      int count = 0;
      for (int i = 0; i < scores.length; i++) {
        if (stratum[i] == wanted && !Double.isNaN(scores[i])) {
          own.add(i);
          count += marked[i] ? 1 : 0;
        }
      }
      own.sort(Comparator.comparingDouble(i -> scores[i]));
      double[] ranks = new double[own.size()];
      int first = 0;
      int next = count;
      for (int from = 0; from < own.size(); ) {
        int to = from;
        while (to < own.size() && scores[own.get(to)] == scores[own.get(from)]) {
          to++;
        }
        for (int i = from; i < to; i++) {
          ranks[marked[own.get(i)] ? first++ : next++] = (from + 1 + to) / 2.0;
        }
        from = to;
      }
      return new Part(ranks, count);
    }

    double pairs() {
      return (double) marked * (ranks.length - marked);
    }

    double wins() {
      double sum = 0;
      for (int i = 0; i < marked; i++) {
        sum += ranks[i];
      }
      return sum - marked * (marked + 1) / 2.0;
    }

    double winsOf(RandomSource random) {
      int[] order = random.permutation(ranks.length);
      double sum = 0;
      for (int i = 0; i < marked; i++) {
        sum += ranks[order[i]];
      }
      return sum - marked * (marked + 1) / 2.0;
    }
  }
}
