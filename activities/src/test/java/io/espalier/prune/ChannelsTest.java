package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.prune.scope.GlobalScope;
import io.espalier.prune.scope.LayerScope;
import io.espalier.tensor.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Granularity {@code channel}: all weights that leave one input go together. */
class ChannelsTest {
  private static final int[] CONV = {2, 3, 1, 2};

  @Test
  void aChannelOfAConvolutionGoesFromAllItsFilters() {
    assertThat(prune(CONV, "xxxxxxxxxxxx", "0.4", 2, 1, 3)).isEqualTo(mask(CONV, "xx..xxxx..xx"));
  }

  @Test
  void anInputOfADenseLayerIsAColumn() {
    assertThat(prune(new int[] {2, 3}, "xxxxxx", "0.4", 2, 3, 1))
        .isEqualTo(mask(new int[] {2, 3}, "xx.xx."));
  }

  @Test
  void inASquareTensorChannelsAreNotFilters() {
    int[] square = {2, 2};
    SortedMap<String, Tensor> scores = scores(1, 2);
    Mask dense = mask(square, "xxxx");

    assertThat(Ranking.prune(dense, scores, rule(Granularity.CHANNEL, "0.5")))
        .isEqualTo(mask(square, ".x.x"));
    assertThat(Ranking.prune(dense, scores, rule(Granularity.FILTER, "0.5")))
        .isEqualTo(mask(square, "..xx"));
  }

  @Test
  void theSecondRoundTakesOfWhatIsLeftAndLooksAtNoScoreOfWhatIsGone() {
    Mask once = mask(CONV, "xx..xxxx..xx");

    assertThat(prune(CONV, "xx..xxxx..xx", "0.5", 3, -9, 2)).isEqualTo(mask(CONV, "xx....xx...."));
    assertThat(prune(CONV, "xx..xxxx..xx", "0.2", 3, -9, 2)).isEqualTo(once);
  }

  @Test
  void aWeightThatIsPrunedInAKeptChannelStaysPruned() {
    assertThat(prune(CONV, "x.xxxx.xxxxx", "0.4", 2, 1, 3)).isEqualTo(mask(CONV, "x...xx.x..xx"));
  }

  @Test
  void countsAreExactInChannels() {
    // HALF_EVEN of a fifth of 784 and of 300 inputs is 157 and 60; the output layer has 100.
    Mask dense = Mask.dense(Masks.lenet300(), Granularity.CHANNEL, List.of());
    SortedMap<String, Tensor> scores = new TreeMap<>();
    dense.shapes().forEach((name, shape) -> scores.put(name, rising(shape[1])));

    assertThat(Ranking.prune(dense, scores, rule(Granularity.CHANNEL, "0.2")).keptByTensor())
        .containsExactly(
            Map.entry("fc1.weight", 300L * (784 - 157)),
            Map.entry("fc2.weight", 100L * (300 - 60)),
            Map.entry("fc3.weight", 10L * (100 - 20)));
  }

  @Test
  void aLayerOfOneInputChannelHasNoneToLose() {
    Mask dense =
        Mask.dense(
            Masks.network(
                new LayerShape("conv1", "conv", List.of(6, 1, 5, 5), 6, false),
                new LayerShape("conv2", "conv", List.of(16, 6, 5, 5), 16, false),
                new LayerShape("depthwise", "conv", List.of(16, 1, 3, 3), 16, false),
                new LayerShape("fc1", "dense", List.of(10, 16), 10, true)),
            Granularity.CHANNEL,
            List.of());

    assertThat(dense.names()).containsExactly("conv2.weight", "fc1.weight");
  }

  @Test
  void scoresOfFiltersAreNoneOfChannels() {
    assertThatThrownBy(() -> prune(CONV, "xxxxxxxxxxxx", "0.4", 2, 1))
        .hasMessage("scores: shape of fc1.weight [2] (expected: [3])");
  }

  @Test
  void aTieIsToldInChannels() {
    Mask before = mask(CONV, "xxxxxxxxxxxx");
    SortedMap<String, Tensor> scores = scores(1, 1, 1);
    PruneRule rule = rule(Granularity.CHANNEL, "0.4");
    Mask after = Ranking.prune(before, scores, rule);

    assertThat(Ties.between(before, after, scores, rule, Ranking.apart(before)))
        .containsExactly(
            "a tie decides: 3 of the 3 channels score 1.0, and 1 of them go, the first by tensor"
                + " name and index");
  }

  @Test
  void channelsOfSeveralLayersCompeteInAGlobalRanking() {
    Map<String, int[]> shapes = Map.of("a", new int[] {1, 2}, "b", new int[] {3, 2});
    Mask dense = Masks.of(shapes, Map.of("a", "xx", "b", "xxxxxx"));
    SortedMap<String, Tensor> scores =
        new TreeMap<>(
            Map.of(
                "a", new Tensor(new int[] {2}, new float[] {5, 1}),
                "b", new Tensor(new int[] {2}, new float[] {2, 3})));
    PruneRule half =
        new PruneRule(
            Granularity.CHANNEL,
            new GlobalScope(),
            BigDecimal.ZERO,
            Map.of(),
            new BigDecimal("0.5"));

    assertThat(Ranking.prune(dense, scores, half))
        .isEqualTo(Masks.of(shapes, Map.of("a", "x.", "b", ".x.x.x")));
  }

  private static Mask prune(int[] shape, String flags, String fraction, float... scores) {
    return Ranking.prune(mask(shape, flags), scores(scores), rule(Granularity.CHANNEL, fraction));
  }

  private static PruneRule rule(Granularity granularity, String fraction) {
    return new PruneRule(granularity, new LayerScope(), new BigDecimal(fraction), Map.of(), null);
  }

  private static Mask mask(int[] shape, String flags) {
    return Masks.of(Map.of("fc1.weight", shape), Map.of("fc1.weight", flags));
  }

  private static SortedMap<String, Tensor> scores(float... scores) {
    return new TreeMap<>(Map.of("fc1.weight", new Tensor(new int[] {scores.length}, scores)));
  }

  private static Tensor rising(int count) {
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = i;
    }
    return new Tensor(new int[] {count}, scores);
  }
}
