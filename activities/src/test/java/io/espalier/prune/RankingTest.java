package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.prune.scope.GlobalScope;
import io.espalier.prune.scope.LayerScope;
import io.espalier.tensor.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  @Test
  void lowestScoresGoFirst() {
    assertThat(prune("xxxxx", "0.4", 5, 1, 4, 2, 3)).isEqualTo(Masks.of("x.x.x"));
  }

  @Test
  void highestScoresGoFirstWhereTheRuleSaysSo() {
    PruneRule highest =
        new PruneRule(
            Granularities.of(Granularity.WEIGHT),
            new GlobalScope(),
            new BigDecimal("0.4"),
            Map.of(),
            null,
            true,
            null);

    assertThat(prune(Masks.of("xxxxx"), highest, 5, 1, 4, 2, 3)).isEqualTo(Masks.of(".x.xx"));
    // Ties as ever: the lowest index first. Infinities and signs are reversed with the rest.
    assertThat(prune(Masks.of("xxxxx"), highest, 1, 0, 1, 1, -0f)).isEqualTo(Masks.of(".x.xx"));
    assertThat(
            prune(
                Masks.of("xxxxx"),
                highest,
                -1,
                Float.POSITIVE_INFINITY,
                -2,
                Float.NEGATIVE_INFINITY,
                0))
        .isEqualTo(Masks.of("x.xx."));
  }

  @Test
  void atOneDensityTheHighestGoneAndTheLowestGoneLeaveTheTwoEnds() {
    PruneRule low = density(new GlobalScope(), "0.5");
    PruneRule high =
        new PruneRule(
            Granularities.of(Granularity.WEIGHT),
            new GlobalScope(),
            BigDecimal.ZERO,
            Map.of(),
            new BigDecimal("0.5"),
            true,
            null);

    assertThat(prune(Masks.of("xxxx"), low, 1, 2, 3, 4)).isEqualTo(Masks.of("..xx"));
    assertThat(prune(Masks.of("xxxx"), high, 1, 2, 3, 4)).isEqualTo(Masks.of("xx.."));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 0.2, 2",
    "10, 0.25, 2",
    "10, 0.35, 4",
    "5, 0.1, 0",
    "5, 0.3, 2",
    "3, 0.5, 2",
    "1, 0.5, 0",
    "300, 0.9, 270",
    "7, 0, 0",
    "1000, 0.1, 100",
    "999, 0.1, 100",
    "995, 0.1, 100",
    "985, 0.1, 98"
  })
  void exactlyHalfEvenOfWhatRemainsGoes(int remaining, String fraction, int gone) {
    float[] scores = new float[remaining];
    for (int i = 0; i < remaining; i++) {
      scores[i] = i;
    }

    Mask next = prune("x".repeat(remaining), fraction, scores);

    assertThat(next.keptCount()).isEqualTo(remaining - gone);
  }

  @Test
  void threeHundredAtNineTenthsKeepsThirtyAndNotTwentyNine() {
    // In doubles 300 · (1 − 0.9) is 29.999999999999993.
    float[] scores = new float[300];
    Mask dense = Masks.of("x".repeat(300));

    assertThat(prune(dense, rule(new GlobalScope(), "0.9"), scores).keptCount()).isEqualTo(30);
    assertThat(prune(dense, density(new GlobalScope(), "0.1"), scores).keptCount()).isEqualTo(30);
  }

  @Test
  void negativeScoresAreLowerThanPositiveOnesAndNothingElseDecides() {
    // A test of the value against a threshold would have taken every negative one.
    assertThat(prune("xxxx", "0.25", -1, -3, 2, -2)).isEqualTo(Masks.of("x.xx"));
  }

  @Test
  void amongEqualScoresTheLowestIndexGoesFirst() {
    assertThat(prune("xxxxxx", "0.5", 1, 0, 1, 1, 1, 0)).isEqualTo(Masks.of("..xxx."));
  }

  @Test
  void amongEqualScoresOfTwoTensorsTheLowestNameGoesFirst() {
    Map<String, int[]> shapes = Map.of("a", new int[] {3}, "b", new int[] {3});
    Mask dense = Masks.of(shapes, Map.of("a", "xxx", "b", "xxx"));
    SortedMap<String, Tensor> scores = scores("b", 1, 1, 1);
    scores.putAll(scores("a", 1, 1, 1));

    Mask next = Ranking.prune(dense, scores, rule(new GlobalScope(), "0.66"));

    assertThat(next).isEqualTo(Masks.of(shapes, Map.of("a", "...", "b", ".xx")));
  }

  @Test
  void bothZerosAreTheSameScore() {
    assertThat(prune("xxxx", "0.5", 0f, -0f, 0f, -0f)).isEqualTo(Masks.of("..xx"));
  }

  @Test
  void infinitiesAndSubnormalsAreOrdered() {
    assertThat(
            prune(
                "xxxxx",
                "0.6",
                Float.POSITIVE_INFINITY,
                Float.MIN_VALUE,
                -Float.MIN_VALUE,
                Float.NEGATIVE_INFINITY,
                Float.MAX_VALUE))
        .isEqualTo(Masks.of("x...x"));
  }

  @Test
  void prunedWeightsNeverComeBackAndAreNotCounted() {
    // Four are left: half of them is two, whatever the pruned ones score.
    assertThat(prune("x.x..x.x", "0.5", 3, 9, 1, 9, -9, 4, 9, 2)).isEqualTo(Masks.of("x....x.."));
  }

  @Test
  void nanIsRefusedByName() {
    assertThatThrownBy(() -> prune("xxx", "0.5", 1, Float.NaN, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN at fc1.weight[1]");
  }

  @Test
  void nanOfAPrunedWeightIsNotLookedAt() {
    assertThat(prune("x.x", "0.5", 1, Float.NaN, 2)).isEqualTo(Masks.of("..x"));
  }

  @Test
  void layerScopePrunesEachTensorByItsOwnFraction() {
    Map<String, int[]> shapes = Map.of("fc1.weight", new int[] {10}, "fc2.weight", new int[] {10});
    Mask dense = Masks.of(shapes, Map.of("fc1.weight", "xxxxxxxxxx", "fc2.weight", "xxxxxxxxxx"));
    SortedMap<String, Tensor> scores = scores("fc1.weight", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    scores.putAll(scores("fc2.weight", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    PruneRule rule =
        new PruneRule(
            Granularity.WEIGHT,
            new LayerScope(),
            new BigDecimal("0.2"),
            Map.of("fc2.weight", new BigDecimal("0.1")),
            null);

    Mask next = Ranking.prune(dense, scores, rule);

    assertThat(next)
        .isEqualTo(
            Masks.of(shapes, Map.of("fc1.weight", "..xxxxxxxx", "fc2.weight", ".xxxxxxxxx")));
  }

  @Test
  void densityKeepsAShareOfAllPrunableWeights() {
    Mask mask = Masks.of("xxxxxx....");

    Mask next = prune(mask, density(new GlobalScope(), "0.35"), 1, 2, 3, 4, 5, 6, 0, 0, 0, 0);

    // HALF_EVEN(3.5) = 4 of ten, counted against the prunable ones and not against the six left.
    assertThat(next).isEqualTo(Masks.of("..xxxx...."));
  }

  @Test
  void densityAboveWhatIsLeftIsRefused() {
    assertThatThrownBy(() -> prune(Masks.of("xx.."), density(new LayerScope(), "0.75"), 1, 2, 3, 4))
        .hasMessage(
            "density: 0.75 keeps 3 of 4 in fc1.weight, but only 2 are left (expected: densities"
                + " that fall from round to round)");
  }

  @Test
  void removingAFilterRemovesAllItsWeightsAndCountsFilters() {
    Map<String, int[]> shapes = Map.of("conv1.weight", new int[] {4, 1, 1, 3});
    Mask mask = Masks.of(shapes, Map.of("conv1.weight", "xxx" + "..." + "x.." + "xxx"));

    Mask next =
        Ranking.prune(
            mask,
            scores("conv1.weight", 2, 0, 1, 3),
            new PruneRule(
                Granularity.FILTER, new LayerScope(), new BigDecimal("0.34"), Map.of(), null));

    // Three filters are left; a third of them is one, the one of score 1.
    assertThat(next)
        .isEqualTo(Masks.of(shapes, Map.of("conv1.weight", "xxx" + "..." + "..." + "xxx")));
  }

  @Test
  void scoresOfAnotherShapeAreRefused() {
    assertThatThrownBy(() -> prune("xxx", "0.5", 1, 2))
        .hasMessage("scores: shape of fc1.weight [1, 2] (expected: [1, 3])");
  }

  @Test
  void scoresOfOtherTensorsAreRefused() {
    assertThatThrownBy(
            () ->
                Ranking.prune(
                    Masks.of("xx"), scores("fc2.weight", 1, 2), rule(new GlobalScope(), "0.5")))
        .hasMessage("scores: of [fc2.weight] (expected: of [fc1.weight])");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.5", "-0.1"})
  void fractionsOutsideTheirRangeAreRefused(String fraction) {
    assertThatThrownBy(() -> rule(new GlobalScope(), fraction)).hasMessageContaining("[0, 1)");
  }

  @Test
  void fractionOfATensorThatIsNotPrunableIsRefused() {
    PruneRule rule =
        new PruneRule(
            Granularity.WEIGHT,
            new LayerScope(),
            BigDecimal.ZERO,
            Map.of("fc9.weight", BigDecimal.ZERO),
            null);

    assertThatThrownBy(() -> prune(Masks.of("xx"), rule, 1, 2)).hasMessageContaining("fc9.weight");
  }

  @Test
  void agreesWithASortOfEveryPieceOnRandomScores() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int trial = 0; trial < 300; trial++) {
      StringBuilder flags = new StringBuilder();
      int size = 1 + random.nextInt(60);
      float[] scores = new float[size];
      for (int i = 0; i < size; i++) {
        flags.append(random.nextInt(4) == 0 ? '.' : 'x');
        scores[i] =
            random.nextBoolean() ? random.nextInt(5) - 2 : Float.intBitsToFloat(random.nextInt());
        if (Float.isNaN(scores[i])) {
          scores[i] = -0f;
        }
      }
      Mask mask = Masks.of(flags.toString());
      String fraction = "0." + (100 + random.nextInt(900));

      assertThat(prune(mask, rule(new GlobalScope(), fraction), scores))
          .as("seed %d, trial %d", seed, trial)
          .isEqualTo(bySorting(flags, scores, fraction));
    }
  }

  private static Mask bySorting(StringBuilder flags, float[] scores, String fraction) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      if (flags.charAt(i) == 'x') {
        left.add(i);
      }
    }
    left.sort(Comparator.comparingDouble(i -> scores[i] + 0.0));
    int gone =
        new BigDecimal(fraction)
            .multiply(BigDecimal.valueOf(left.size()))
            .setScale(0, java.math.RoundingMode.HALF_EVEN)
            .intValueExact();
    left.subList(0, gone).forEach(i -> flags.setCharAt(i, '.'));
    return Masks.of(flags.toString());
  }

  static PruneRule rule(Scope scope, String fraction) {
    return new PruneRule(Granularity.WEIGHT, scope, new BigDecimal(fraction), Map.of(), null);
  }

  private static PruneRule density(Scope scope, String density) {
    return new PruneRule(
        Granularity.WEIGHT, scope, BigDecimal.ZERO, Map.of(), new BigDecimal(density));
  }

  private static Mask prune(String flags, String fraction, float... scores) {
    return prune(Masks.of(flags), rule(new GlobalScope(), fraction), scores);
  }

  private static Mask prune(Mask mask, PruneRule rule, float... scores) {
    return Ranking.prune(
        mask,
        new TreeMap<>(Map.of("fc1.weight", new Tensor(new int[] {1, scores.length}, scores))),
        rule);
  }

  private static SortedMap<String, Tensor> scores(String name, float... scores) {
    return new TreeMap<>(Map.of(name, new Tensor(new int[] {scores.length}, scores)));
  }
}
