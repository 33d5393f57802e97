package io.espalier.analyse.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubsetEstimatesTest {
  /** Names the class of a point by the points drawn. */
  private interface Learner {
    int label(double[] points, int[] labels, boolean[] drawn, double at);
  }

  private static int nearest(double[] points, int[] labels, boolean[] drawn, double at) {
    int best = -1;
    for (int i = 0; i < points.length; i++) {
      boolean nearer = best < 0 || Math.abs(points[i] - at) < Math.abs(points[best] - at);
      best = drawn[i] && nearer ? i : best;
    }
    return labels[best];
  }

  /** All subsets of m of the points, each learned once. */
  private static SubsetOutcomes all(
      double[] points, int[] labels, int m, double[] test, int[] testLabels, Learner learner) {
    List<boolean[]> drawn = new ArrayList<>();
    List<boolean[]> train = new ArrayList<>();
    List<boolean[]> right = new ArrayList<>();
    for (int bits = 0; bits < 1 << points.length; bits++) {
      if (Integer.bitCount(bits) != m) {
        continue;
      }
      boolean[] subset = new boolean[points.length];
      for (int i = 0; i < subset.length; i++) {
        subset[i] = (bits >> i & 1) == 1;
      }
      boolean[] own = new boolean[points.length];
      for (int i = 0; i < own.length; i++) {
        own[i] = learner.label(points, labels, subset, points[i]) == labels[i];
      }
      boolean[] other = new boolean[test.length];
      for (int j = 0; j < other.length; j++) {
        other[j] = learner.label(points, labels, subset, test[j]) == testLabels[j];
      }
      drawn.add(subset);
      train.add(own);
      right.add(other);
    }
    return new SubsetOutcomes(drawn, train, right);
  }

  /** Over all subsets the estimate is exact: (n−r over m) / (n−1 over m). */
  @ParameterizedTest
  @CsvSource({"1, 9, 6, 1", "2, 9, 6, 0.25", "3, 9, 6, 0.03571428571428571", "2, 10, 7, 0.2222222"})
  void isolatedCopiesWithAWrongLabelAreMemorisedAsTheFormulaSays(
      int copies, int n, int m, double expected) {
    double[] points = new double[n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      points[i] = i < copies ? 100 : i;
      labels[i] = i < copies ? 1 : 0;
    }
    SubsetEstimates estimates =
        new SubsetEstimates(
            all(
                points,
                labels,
                m,
                new double[] {100, 5},
                new int[] {1, 0},
                SubsetEstimatesTest::nearest));

    assertThat(estimates.memorisation(0))
        .isCloseTo(choose(n - copies, m) / choose(n - 1, m), within(1e-12));
    assertThat(estimates.memorisation(0)).isCloseTo(expected, within(1e-7));
    // A test example that is a copy is influenced as much as the example is memorised.
    assertThat(estimates.influence(0, 0)).isEqualTo(estimates.memorisation(0));
    assertThat(estimates.part()).isCloseTo((double) m / n, within(1e-15));
  }

  @Test
  void aLearnerThatAlwaysSaysTheSameMemorisesNothing() {
    double[] points = {0, 1, 2, 3, 4};
    int[] labels = {0, 1, 0, 1, 0};
    SubsetEstimates estimates =
        new SubsetEstimates(
            all(points, labels, 3, new double[] {1}, new int[] {1}, (p, l, d, at) -> 0));
    for (int i = 0; i < points.length; i++) {
      assertThat(estimates.memorisation(i)).isZero();
      assertThat(estimates.influence(i, 0)).isZero();
    }
  }

  @Test
  void anExampleThatAllTrainingsHadOrNoneHasNoEstimate() {
    SubsetEstimates estimates =
        new SubsetEstimates(
            new SubsetOutcomes(
                List.of(new boolean[] {true, false, true}, new boolean[] {true, false, false}),
                List.of(new boolean[] {true, true, true}, new boolean[] {true, true, false}),
                List.of(new boolean[] {true}, new boolean[] {false})));
    assertThat(estimates.memorisation(0)).isNaN();
    assertThat(estimates.memorisation(1)).isNaN();
    assertThat(estimates.memorisation(2)).isEqualTo(1);
    assertThat(estimates.influence(1, 0)).isNaN();
    Influence influence = Influence.of(estimates, new int[] {0, 0, 0}, new int[] {0}, 0.25, 0.15);
    assertThat(influence.memorisation()[0]).isNaN();
    assertThat(influence.pairs()).containsExactly(new Influence.Pair(2, 0, 1));
  }

  @Test
  void pairsAreOfOneClassAndOfMemorisedExamplesAlone() throws IOException {
    SubsetEstimates estimates =
        new SubsetEstimates(
            new SubsetOutcomes(
                List.of(
                    new boolean[] {true, false},
                    new boolean[] {true, true},
                    new boolean[] {false, true}),
                List.of(
                    new boolean[] {true, true},
                    new boolean[] {true, true},
                    new boolean[] {false, true}),
                List.of(
                    new boolean[] {true, true},
                    new boolean[] {true, true},
                    new boolean[] {false, false})));
    Influence influence = Influence.of(estimates, new int[] {0, 1}, new int[] {0, 1}, 0.25, 0.15);
    // Example 1 is never memorised, and test example 1 is of no memorised example's class.
    assertThat(influence.pairs()).containsExactly(new Influence.Pair(0, 0, 1));
    assertThat(influence.largest()[1]).isNaN();

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    influence.writeTo(out);
    Influence read = Influence.read(out.toByteArray());
    assertThat(read.pairs()).isEqualTo(influence.pairs());
    assertThat(read.largest()).isEqualTo(influence.largest());
    assertThat(read.memorisation()).isEqualTo(influence.memorisation());
  }

  @Test
  void theErrorBoundIsThatOfThePaper() {
    assertThat(SubsetEstimates.errorBound(0.7, 400))
        .isCloseTo(1 / 120.0 + 1 / 280.0 + Math.exp(-7.5) / 2, within(1e-12));
  }

  private static double choose(int n, int k) {
    double value = 1;
    for (int i = 1; i <= k; i++) {
      value = value * (n - k + i) / i;
    }
    return k > n ? 0 : value;
  }
}
