package io.espalier.construct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.RandomStream;
import io.espalier.random.RandomSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubsetSumTest {
  private static final int TRIALS = 4000;

  @Test
  void theEmptySubsetStandsForWhatIsNoLargerThanTheTolerance() {
    double[] values = {0.005, 0.3};

    assertThat(SubsetSum.find(values, 2, 0.01, 0.01)).isZero();
    assertThat(SubsetSum.find(values, 2, -0.01, 0.01)).isZero();
    assertThat(SubsetSum.find(values, 2, 0.0100001, 0.01)).isEqualTo(0b01);
  }

  @Test
  void smallSubsetsComeFirstAndOfASizeTheFirstInOrder() {
    double[] values = {0.1, 0.2, 0.3, 0.3};

    assertThat(SubsetSum.find(values, 4, 0.3, 1e-9)).isEqualTo(0b0100);
    assertThat(SubsetSum.find(values, 4, 0.5, 1e-9)).isEqualTo(0b0110);
    assertThat(SubsetSum.find(values, 4, 0.9, 1e-9)).isEqualTo(0b1111);
  }

  @Test
  void whatNoSubsetReachesIsNotFoundAndValuesBeyondTheCountDoNotCount() {
    assertThat(SubsetSum.find(new double[] {0.5, 0.5, 7}, 2, 7, 0.01)).isEqualTo(SubsetSum.NONE);
    assertThat(SubsetSum.find(new double[0], 0, 0.5, 0.01)).isEqualTo(SubsetSum.NONE);
  }

  @Test
  void atMostNineValuesAreAdded() {
    double[] ones = new double[12];
    Arrays.fill(ones, 1);

    assertThat(Long.bitCount(SubsetSum.find(ones, 12, 9, 0.01))).isEqualTo(9);
    assertThat(SubsetSum.find(ones, 12, 10, 0.01)).isEqualTo(SubsetSum.NONE);
  }

  /** Frequencies of targets U(−1, 1) that a subset of all sizes reaches within 0.01. */
  @ParameterizedTest
  @CsvSource({
    "8, false, 0.70", "10, false, 0.92", "12, false, 0.97", "15, false, 0.995",
    "8, true, 0.65", "10, true, 0.90", "12, true, 0.97", "15, true, 0.993"
  })
  void targetsAreReachedAsOftenAsIsKnown(int n, boolean product, double expected) {
    RandomSource random =
        RandomSource.of(new RandomStream("subset-sums", 5, List.of((long) n, product ? 1L : 0L)));
    int reached = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      RandomSource own = random.at(trial);
      double[] values = new double[n];
      for (int k = 0; k < n; k++) {
        double v = 2 * own.uniform(k) - 1;
        values[k] = product ? v * (4 * own.uniform(n + k) - 2) : v;
      }
      double target = 2 * own.uniform(2L * n) - 1;
      reached += SubsetSum.find(values, n, target, 0.01) == SubsetSum.NONE ? 0 : 1;
    }
    // Four standard deviations, and what the second digit of the known ones leaves open.
    double deviation = Math.sqrt(expected * (1 - expected) / TRIALS);
    assertThat((double) reached / TRIALS)
        .as("seed 5, n %d, product %s", n, product)
        .isCloseTo(expected, within(4 * deviation + 0.01));
  }
}
