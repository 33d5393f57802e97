package io.espalier.judge;

import io.espalier.operator.judge.Verdict.Outcome;
import io.espalier.operator.judge.Verdict.Pair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides one comparison.
 *
 * @param holds where the difference must lie
 * @param refuted where it must lie to refute; null for all that is not in {@code holds}
 * @param every whether each pair must lie there, rather than the interval of their mean
 */
record Rule(Region holds, @Nullable Region refuted, boolean every) {
  /**
   * What was decided.
   *
   * @param pHolds doubled one-sided p of the test that would let it hold; null without a test
   * @param pRefuted the same for its refutation
   * @param needed pairs that would have decided it, null where that is not known
   */
  record Decision(
      Outcome outcome,
      @Nullable Double pHolds,
      @Nullable Double pRefuted,
      @Nullable Integer needed) {}

  Decision decide(Differences sample, List<Pair> pairs) {
    return every ? each(pairs) : interval(sample);
  }

  private Decision each(List<Pair> pairs) {
    boolean all = pairs.stream().allMatch(pair -> holds.has(pair.difference()));
    boolean none = pairs.stream().allMatch(pair -> isRefuted(pair.difference()));
    Outcome outcome = none ? Outcome.REFUTED : Outcome.UNDECIDED;
    return new Decision(all ? Outcome.HOLDS : outcome, null, null, null);
  }

  private boolean isRefuted(double value) {
    return refuted == null ? !holds.has(value) : refuted.has(value);
  }

  private Decision interval(Differences sample) {
    if (sample.n() < 2) {
      return new Decision(Outcome.UNDECIDED, null, null, null);
    }
    double low = sample.mean() - sample.halfWidth();
    double high = sample.mean() + sample.halfWidth();
    double pHolds = inside(sample, holds);
    double pRefuted = refuted == null ? outside(sample) : inside(sample, refuted);
    Outcome outcome = Outcome.UNDECIDED;
    if (holds.has(low) && holds.has(high)) {
      outcome = Outcome.HOLDS;
    } else if (refuted == null
        ? high <= holds.low() || low >= holds.high()
        : refuted.has(low) && refuted.has(high)) {
      outcome = Outcome.REFUTED;
    }
    double far = Math.abs(sample.mean() - holds.margin(sample.mean()));
    return new Decision(outcome, pHolds, pRefuted, sample.needed(far));
  }

  /** Twice the larger of two one-sided p-values: that the mean lies above, and below, the ends. */
  private static double inside(Differences sample, Region region) {
    double p = 0;
    if (!Double.isInfinite(region.low())) {
      p = Math.max(p, sample.pAbove(region.low()));
    }
    if (!Double.isInfinite(region.high())) {
      p = Math.max(p, sample.pBelow(region.high()));
    }
    return Math.min(1, 2 * p);
  }

  /** Of all that is not in {@code holds}; without any spread its ends belong to that. */
  private double outside(Differences sample) {
    if (sample.sd() == 0) {
      return holds.has(sample.mean()) ? 1 : 0;
    }
    double p = 1;
    if (!Double.isInfinite(holds.low())) {
      p = Math.min(p, sample.pBelow(holds.low()));
    }
    if (!Double.isInfinite(holds.high())) {
      p = Math.min(p, sample.pAbove(holds.high()));
    }
    return Math.min(1, 2 * p);
  }

  /** The rule in words. */
  String words(String difference) {
    String what = every ? difference + " of every pair" : "the 95 % interval of " + difference;
    return "holds if "
        + what
        + " lies "
        + holds.words()
        + "; refuted if it lies "
        + (refuted == null ? "nowhere there" : refuted.words());
  }
}
