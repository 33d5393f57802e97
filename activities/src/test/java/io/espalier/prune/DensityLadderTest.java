package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Granularity;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.dag.RandomStream;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.prune.scope.GlobalScope;
import io.espalier.prune.scope.LayerScope;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Densities round by round, held against the labels of Frankle and Carbin (2019). */
class DensityLadderTest {
  @Test
  void lenet300Has18RoundsOfThePublishedDensities() {
    List<Mask> masks =
        ladder(Masks.lenet300(), 18, "0.2", Map.of("fc3.weight", new BigDecimal("0.1")));

    assertPercent(
        masks, 100, 80.0, 64.1, 51.3, 41.1, 32.9, 26.3, 21.1, 16.9, 13.5, 10.8, 8.7, 7.0, 5.6, 4.5,
        3.6, 2.9, 2.3, 1.9);
    // Counted by hand: 235200, 30000 and 1000 less HALF_EVEN(0.2, 0.2, 0.1 of what remains).
    assertThat(masks.get(8).keptByTensor())
        .containsExactly(
            Map.entry("fc1.weight", 39_460L),
            Map.entry("fc2.weight", 5_033L),
            Map.entry("fc3.weight", 430L));
    for (int round = 1; round < masks.size(); round++) {
      assertThat(masks.get(round).isWithin(masks.get(round - 1))).isTrue();
    }
  }

  @Test
  void conv2At10And20And10PercentMeetsTheLabelsOfRounds11And14() {
    Map<String, BigDecimal> tenths =
        Map.of(
            "conv1.weight", new BigDecimal("0.1"),
            "conv2.weight", new BigDecimal("0.1"),
            "fc3.weight", new BigDecimal("0.1"));

    List<Mask> masks = ladder(Masks.conv2(), 14, "0.2", tenths);

    assertThat(masks.get(0).prunableCount()).isEqualTo(4_300_992);
    assertThat(100 * masks.get(11).density()).isCloseTo(8.8, within(0.05));
    assertThat(100 * masks.get(14).density()).isCloseTo(4.6, within(0.05));
  }

  @Test
  void ignoredOutputLayerStaysDenseThroughEveryRound() {
    Mask mask = Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of("fc3"));
    for (int round = 1; round <= 8; round++) {
      long before = mask.keptCount();
      mask = Ranking.prune(mask, scores(mask), RankingTest.rule(new GlobalScope(), "0.2"));
      // A fifth of what remains among the prunable ones: the 1,000 weights of fc3 count nowhere.
      assertThat(mask.keptCount()).isCloseTo(before * 4 / 5, within(1L));
      assertThat(mask.of("fc3.weight")).isNull();
    }
    assertThat(mask.prunableCount()).isEqualTo(265_200);
  }

  private static List<Mask> ladder(
      NetworkDescriptor network, int rounds, String fraction, Map<String, BigDecimal> fractions) {
    PruneRule rule =
        new PruneRule(
            Granularity.WEIGHT, new LayerScope(), new BigDecimal(fraction), fractions, null);
    List<Mask> masks = new ArrayList<>();
    masks.add(Mask.dense(network, Granularity.WEIGHT, List.of()));
    SortedMap<String, Tensor> scores = scores(masks.get(0));
    for (int round = 1; round <= rounds; round++) {
      masks.add(Ranking.prune(masks.get(round - 1), scores, rule));
    }
    return masks;
  }

  private static SortedMap<String, Tensor> scores(Mask mask) {
    RandomSource random = RandomSource.of(new RandomStream("test", 7, List.of()));
    SortedMap<String, Tensor> scores = new TreeMap<>();
    for (String name : mask.names()) {
      Tensor tensor = Tensor.zeros(mask.shape(name));
      for (int i = 0; i < tensor.data().length; i++) {
        tensor.data()[i] = (float) random.at(name).uniform(i);
      }
      scores.put(name, tensor);
    }
    return scores;
  }

  private static void assertPercent(List<Mask> masks, double... percent) {
    for (int round = 0; round < percent.length; round++) {
      assertThat(100 * masks.get(round).density())
          .as("round %d", round)
          .isCloseTo(percent[round], within(0.05));
    }
  }
}
