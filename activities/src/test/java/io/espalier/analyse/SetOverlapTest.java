package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SetOverlapTest {
  private static final boolean[] EARLY = {true, true, true, true, false, true, true, true};
  private static final boolean[] LATE = {false, true, false, true, false, false, true, false};

  private static boolean[] drawn(Random random, int size, double density) {
    boolean[] flags = new boolean[size];
    for (int i = 0; i < size; i++) {
      flags[i] = random.nextDouble() < density;
    }
    return flags;
  }

  @Test
  void aMaskIsWhollyLikeItself() {
    assertThat(SetOverlap.of(LATE, LATE, true).jaccard()).isEqualTo(1);
    assertThat(SetOverlap.of(LATE, LATE, false).jaccard()).isEqualTo(1);
  }

  @Test
  void nestedMasksAreAlikeByTheRatioOfTheirDensitiesExactly() {
    double early = 7 / 8.0;
    double late = 3 / 8.0;

    assertThat(SetOverlap.of(LATE, EARLY, true).jaccard()).isEqualTo(late / early);
    assertThat(SetOverlap.of(EARLY, LATE, true).jaccard()).isEqualTo(late / early);
    // The pruned sets are nested the other way round.
    assertThat(SetOverlap.of(LATE, EARLY, false).jaccard()).isEqualTo((1 - early) / (1 - late));
  }

  @Test
  void masksWithoutACommonWeightAreNotAlikeAtAllAndEmptyOnesAreAlike() {
    boolean[] left = {true, true, false, false};
    boolean[] right = {false, false, true, true};
    boolean[] none = new boolean[4];

    assertThat(SetOverlap.of(left, right, true).jaccard()).isZero();
    assertThat(SetOverlap.of(none, left, true).jaccard()).isZero();
    assertThat(SetOverlap.of(none, none, true).jaccard()).isEqualTo(1);
    assertThat(SetOverlap.of(none, none, true).independent()).isEqualTo(1);
  }

  @Test
  void independentMasksOfDensityDAreAlikeByDOverTwoMinusD() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int size = 200_000;
    for (double d : new double[] {0.05, 0.2, 0.5, 0.9}) {
      SetOverlap overlap = SetOverlap.of(drawn(random, size, d), drawn(random, size, d), true);

      double expected = d / (2 - d);
      // J is about Binomial(n, J) / n over a union of n(2d − d²): six standard deviations.
      double union = size * d * (2 - d);
      double tolerance = 6 * Math.sqrt(expected * (1 - expected) / union) + 1e-3;
      assertThat(overlap.jaccard())
          .as("d %s, seed %s", d, seed)
          .isCloseTo(expected, within(tolerance));
      assertThat(overlap.independent()).as("seed %s", seed).isCloseTo(expected, within(0.01));
    }
  }

  @Test
  void independenceIsThatWithinEachLayer() {
    // Two layers of one density each: masks that agree in nothing but the densities.
    SetOverlap dense = new SetOverlap(100, 100, 100, 100, 100);
    SetOverlap sparse = new SetOverlap(100, 10, 10, 0, 1);

    SetOverlap both = dense.plus(sparse);

    assertThat(both.independent()).isEqualTo(101 / (220.0 - 101));
    assertThat(both.jaccard()).isEqualTo(100 / 120.0);
  }

  @Test
  void tensorsThatOneMaskLacksAreLeftOut() {
    Mask one =
        new Mask(
            Map.of("a", new int[] {2}, "b", new int[] {1}),
            Map.of("a", new boolean[] {true, false}, "b", new boolean[] {true}));
    Mask other =
        new Mask(
            Map.of("a", new int[] {2}, "b", new int[] {3}),
            Map.of("a", new boolean[] {true, true}, "b", new boolean[] {true, true, true}));

    assertThat(SetOverlap.byTensor(one, other, true).keySet()).containsExactly("a");
    assertThatThrownBy(() -> SetOverlap.of(new boolean[1], new boolean[2], true))
        .hasMessageContaining("1 and 2 flags (expected: equally many)");
  }
}
