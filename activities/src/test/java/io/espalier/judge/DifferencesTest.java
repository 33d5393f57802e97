package io.espalier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.RandomStream;
import io.espalier.random.RandomSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Expected values are those of SciPy 1.17.1. */
class DifferencesTest {
  private static final Differences FIVE =
      new Differences(new double[] {0.012, 0.008, 0.015, -0.002, 0.011});
  private static final Differences TEN =
      new Differences(
          new double[] {0.031, 0.012, -0.004, 0.022, 0.018, 0.009, 0.027, -0.011, 0.016, 0.005});

  @Test
  void theIntervalIsStudents() {
    assertThat(FIVE.mean()).isEqualTo(0.0088, within(1e-15));
    assertThat(FIVE.sd()).isEqualTo(0.006534523701081816, within(1e-15));
    assertThat(FIVE.mean() - FIVE.halfWidth()).isEqualTo(0.0006863171749574935, within(1e-12));
    assertThat(FIVE.mean() + FIVE.halfWidth()).isEqualTo(0.016913682825042506, within(1e-12));
    assertThat(TEN.mean() - TEN.halfWidth()).isEqualTo(0.0030262087176188054, within(1e-12));
    assertThat(TEN.mean() + TEN.halfWidth()).isEqualTo(0.021973791282381194, within(1e-12));
  }

  @Test
  void theTestIsThePairedTTestAgainstAMargin() {
    assertThat(FIVE.p(0)).isEqualTo(0.03949986004774756, within(1e-12));
    assertThat(FIVE.pAbove(0)).isEqualTo(0.01974993002387378, within(1e-12));
    assertThat(FIVE.pBelow(0)).isEqualTo(0.9802500699761262, within(1e-12));
    assertThat(FIVE.p(0.005)).isEqualTo(0.263348060143399, within(1e-12));
    assertThat(TEN.p(0.005)).isEqualTo(0.10692652721310056, within(1e-12));
    assertThat(TEN.pBelow(0.005)).isEqualTo(0.9465367363934497, within(1e-12));
  }

  @Test
  void theSignedRankTestIsExactAndLeavesOutWhatDoesNotDiffer() {
    assertThat(TEN.wilcoxon(0)).isEqualTo(0.01953125);
    assertThat(TEN.wilcoxon(0.005)).isEqualTo(0.12890625);
    assertThat(FIVE.wilcoxon(0)).as("five pairs can never have p < 0.05").isNull();
  }

  @Test
  void theBootstrapIntervalIsThatOfManyResamplesAndTheSameEachTime() {
    RandomSource random = RandomSource.of(new RandomStream("bootstrap", 1, List.of()));
    double[] interval = Objects.requireNonNull(TEN.bootstrap(random));
    // Of 400,000 resamples by NumPy: 0.0045 and 0.0200.
    assertThat(interval).hasSize(2);
    assertThat(interval[0]).isEqualTo(0.0045, within(0.0004));
    assertThat(interval[1]).isEqualTo(0.0200, within(0.0004));
    assertThat(TEN.bootstrap(random)).isEqualTo(interval);
    assertThat(FIVE.bootstrap(random)).isNull();
  }

  @Test
  void soManyPairsAreNeededAsTheTwoQuantilesSay() {
    Differences unit = new Differences(new double[] {-Math.sqrt(0.5), Math.sqrt(0.5)});
    assertThat(unit.sd()).isEqualTo(1, within(1e-12));
    // The noncentral t gives a power of 0.808 for the first and of 0.802 for the second.
    assertThat(unit.needed(0.5)).isEqualTo(34);
    assertThat(unit.needed(0.25)).isEqualTo(128);
    assertThat(unit.needed(1)).isEqualTo(10);
    assertThat(unit.needed(0)).isNull();
    assertThat(unit.needed(1e-6)).as("more than 100,000").isNull();
  }

  @Test
  void whatDoesNotVaryIsOnOneSideOrIsNot() {
    Differences same = new Differences(new double[] {0.1, 0.1, 0.1});
    assertThat(same.halfWidth()).isZero();
    assertThat(same.mean()).isEqualTo(0.1);
    assertThat(same.pAbove(0)).isZero();
    assertThat(same.pAbove(0.1)).isEqualTo(1);
    assertThat(same.pBelow(0)).isEqualTo(1);
  }
}
