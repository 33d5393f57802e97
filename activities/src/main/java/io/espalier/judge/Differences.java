package io.espalier.judge;

import io.espalier.random.RandomSource;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.TTest;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.jspecify.annotations.Nullable;

/**
 * The differences of pairs, as a sample: mean, intervals, tests. Student's t is meant for
 * differences that are about normal; the bootstrap and the signed-rank test are not.
 */
final class Differences {
  /** Fewer pairs have no bootstrap interval. */
  static final int BOOTSTRAP = 8;

  /** Fewer pairs cannot have p < 0.05 in the signed-rank test. */
  static final int WILCOXON = 6;

  static final double LEVEL = 0.05;
  private static final int RESAMPLES = 10_000;
  private static final double POWER = 0.8;
  private static final int MOST = 100_000;

  private final double[] values;
  private final double mean;
  private final double sd;

  /**
   * A sample.
   *
   * @param values finite, at least one
   */
  Differences(double[] values) {
    this.values = values.clone();
    this.mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    boolean same = Arrays.stream(values).allMatch(value -> value == values[0]);
    this.sd = same ? 0 : Math.sqrt(squares / (values.length - 1));
  }

  int n() {
    return values.length;
  }

  double mean() {
    return sd == 0 ? values[0] : mean;
  }

  /** Sample standard deviation; 0 for one value. */
  double sd() {
    return sd;
  }

  /** Half of the 95 % interval of the mean; only for two values and more. */
  double halfWidth() {
    double t = TDistribution.of(values.length - 1).inverseCumulativeProbability(1 - LEVEL / 2);
    return t * sd / Math.sqrt(values.length);
  }

  /** Probability under a mean of {@code mu} of a mean that is as far above it or further. */
  double pAbove(double mu) {
    return p(mu, AlternativeHypothesis.GREATER_THAN, mean() > mu);
  }

  /** Probability under a mean of {@code mu} of a mean that is as far below it or further. */
  double pBelow(double mu) {
    return p(mu, AlternativeHypothesis.LESS_THAN, mean() < mu);
  }

  /** Of the two-sided t-test. */
  double p(double mu) {
    return p(mu, AlternativeHypothesis.TWO_SIDED, mean() != mu);
  }

  /** Where nothing varies, there is nothing to be tested: the mean is on that side or is not. */
  private double p(double mu, AlternativeHypothesis side, boolean there) {
    if (sd == 0) {
      return there ? 0 : 1;
    }
    return TTest.withDefaults()
        .withMu(mu)
        .with(side)
        .test(mean, sd * sd, values.length)
        .getPValue();
  }

  /**
   * Of the two-sided signed-rank test, exact without ties and zeros.
   *
   * @return null with too few values that differ from {@code mu}
   */
  @Nullable Double wilcoxon(double mu) {
    double[] moved =
        Arrays.stream(values).map(value -> value - mu).filter(value -> value != 0).toArray();
    return moved.length < WILCOXON
        ? null
        : (Double) WilcoxonSignedRankTest.withDefaults().test(moved).getPValue();
  }

  /**
   * The 95 % percentile interval of the mean over resamples.
   *
   * @return null with too few values
   */
  double @Nullable [] bootstrap(RandomSource random) {
    int n = values.length;
    if (n < BOOTSTRAP) {
      return null;
    }
    double[] means = new double[RESAMPLES];
    long index = 0;
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += values[(int) (random.uniform(index++) * n)];
      }
      means[i] = sum / n;
    }
    Arrays.sort(means);
    return new double[] {quantile(means, LEVEL / 2), quantile(means, 1 - LEVEL / 2)};
  }

  /** Linear between the order statistics around (n − 1) q, counted from 0. */
  private static double quantile(double[] sorted, double q) {
    double at = (sorted.length - 1) * q;
    int below = (int) at;
    double part = at - below;
    return part == 0 ? sorted[below] : sorted[below] + part * (sorted[below + 1] - sorted[below]);
  }

  /**
   * Pairs with which a mean this far from a margin would be seen with probability 0.8, were mean
   * and standard deviation those of this sample: the least n ≥ 2 with n ≥ ((t₀.₉₇₅ + t₀.₈) sd /
   * far)², both t of n − 1 degrees of freedom.
   *
   * @return null where there is none, or more than 100,000
   */
  @Nullable Integer needed(double far) {
    if (!(far > 0) || sd == 0) {
      return null;
    }
    int low = 1;
    int high = 2;
    while (!enough(high, far)) {
      low = high;
      high *= 2;
      if (high > MOST) {
        return null;
      }
    }
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (enough(middle, far)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private boolean enough(int n, double far) {
    if (n < 2) {
      return false;
    }
    TDistribution t = TDistribution.of(n - 1);
    double wide =
        t.inverseCumulativeProbability(1 - LEVEL / 2) + t.inverseCumulativeProbability(POWER);
    return n >= Math.pow(wide * sd / far, 2);
  }
}
