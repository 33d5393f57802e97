package io.espalier.judge;

import io.espalier.operator.judge.Verdict.Outcome;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What follows for a whole of which so many parts must hold, and corrections for several tests. */
final class Counting {
  private Counting() {}

  /** Holds as soon as enough parts do; refuted once not enough are left that might. */
  static Outcome outcome(Collection<Outcome> parts, int needed) {
    long hold = parts.stream().filter(Outcome.HOLDS::equals).count();
    long refuted = parts.stream().filter(Outcome.REFUTED::equals).count();
    if (hold >= needed) {
      return Outcome.HOLDS;
    }
    return parts.size() - refuted < needed ? Outcome.REFUTED : Outcome.UNDECIDED;
  }

  /**
   * The p-value of "at least so many of these are so": (n − k + 1) times the k-th smallest of n
   * (for all of them the largest, for any of them Bonferroni's n times the smallest).
   *
   * @return null where one of them has none
   */
  static @Nullable Double p(List<? extends @Nullable Double> parts, int needed) {
    if (parts.isEmpty() || needed > parts.size() || parts.stream().anyMatch(Objects::isNull)) {
      return null;
    }
    double[] sorted =
        parts.stream().mapToDouble(p -> Objects.requireNonNullElse(p, 1.0)).sorted().toArray();
    return Math.min(1, (sorted.length - needed + 1) * sorted[needed - 1]);
  }

  /** Holm's step-down adjusted p-values (1979); what has none takes no part. */
  static @Nullable Double[] holm(List<? extends @Nullable Double> ps) {
    Integer[] order =
        java.util.stream.IntStream.range(0, ps.size())
            .filter(i -> ps.get(i) != null)
            .boxed()
            .toArray(Integer[]::new);
    Arrays.sort(
        order, java.util.Comparator.comparing(i -> Objects.requireNonNullElse(ps.get(i), 1.0)));
    @Nullable Double[] adjusted = new @Nullable Double[ps.size()];
    double least = 0;
    for (int rank = 0; rank < order.length; rank++) {
      double p = Objects.requireNonNullElse(ps.get(order[rank]), 1.0);
      least = Math.max(least, Math.min(1, (order.length - rank) * p));
      adjusted[order[rank]] = least;
    }
    return adjusted;
  }
}
