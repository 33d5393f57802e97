package io.espalier.analyse.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Held against values of {@code scipy.stats.spearmanr}. */
class SpearmanTest {
  @Test
  void equalValuesShareTheMeanOfTheirRanks() {
    assertThat(Spearman.ranks(new double[] {7, 1, 7, 0.0, -0.0, 7}))
        .containsExactly(5, 3, 5, 1.5, 1.5, 5);
  }

  @Test
  void theCorrelationIsThatOfAnotherProgramWithTiesOnBothSides() {
    double[] one = {1.5, 2, 2, -3, 0.25, 7, 7, 7, -1, 4};
    double[] other = {0, 1, 3, 3, -2, 5, 2, 2, 2, 9};
    assertThat(Spearman.of(one, other)).isCloseTo(0.309375, within(1e-12));

    double[] many = {
      -0.8, -1.3, -0.2, 0.4, 1.1, 0.1, -0.6, -0.8, 0.7, 1.6, 0.3, -1.2, -1.0, 1.6, 0.2, -1.7, -0.1,
      -1.2, -0.6, -0.5, -0.7, 0.6, -0.1, -0.6, 0.4, 0.8, -1.6, -0.3, -1.0, -0.2, -1.3, 0.0, -0.0,
      -0.3, -1.0, -0.4, -1.1, -1.4, 0.2, -1.1
    };
    double[] others = {
      0.8, 0.1, -2.1, 0.5, -0.6, 0.1, -0.3, -2.4, 0.1, 0.5, 1.1, -1.8, 0.2, -0.3, -0.2, -1.7, 1.4,
      -0.0, 2.1, 0.4, 0.5, 1.1, -0.7, -0.4, 1.6, 0.0, -0.6, -0.2, 0.1, -0.5, -0.8, 0.2, 0.1, -1.0,
      0.4, -1.5, -1.8, -2.0, 1.1, -0.9
    };
    assertThat(Spearman.of(many, others)).isCloseTo(0.41253655991050775, within(1e-12));
  }

  @Test
  void onlyTheOrderCounts() {
    double[] one = {1, 2, 3, 4, 5};
    assertThat(Spearman.of(one, new double[] {-9, 0, 1e-3, 7, 1e9})).isCloseTo(1, within(1e-15));
    assertThat(Spearman.of(one, new double[] {5, 4, 3, 2, 1})).isCloseTo(-1, within(1e-15));
  }

  @Test
  void whereASideHasNoOrderThereIsNoCorrelation() {
    assertThat(Spearman.of(new double[] {2, 2, 2}, new double[] {1, 2, 3})).isNaN();
    assertThat(Spearman.of(new double[] {1}, new double[] {1})).isNaN();
    assertThat(Spearman.of(new double[] {1, Double.NaN}, new double[] {1, 2})).isNaN();
    assertThatThrownBy(() -> Spearman.of(new double[1], new double[2]))
        .hasMessage("values: 1 and 2 (expected: as many)");
  }
}
