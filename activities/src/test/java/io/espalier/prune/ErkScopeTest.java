package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.dag.RandomStream;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.model.Network;
import io.espalier.prune.scope.ErkScope;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Densities of layers after Evci et al. (2020), held against counts worked out apart. */
class ErkScopeTest {
  /**
   * Keep ∝ (784+300, 300+100, 100+10); at 10 % the last layer is full and the rest shared again.
   */
  @ParameterizedTest
  @CsvSource({"0.1, 18714, 6906, 1000", "0.05, 9051, 3340, 919", "0.02, 3621, 1336, 367"})
  void leNetKeepsWhatTheSumsOfItsDimensionsSay(String density, long first, long second, long last) {
    Mask dense = Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of());

    Mask pruned = prune(dense, density(density));

    assertThat(pruned.keptByTensor())
        .containsExactly(
            Map.entry("fc1.weight", first),
            Map.entry("fc2.weight", second),
            Map.entry("fc3.weight", last));
  }

  @Test
  void roundsOfAFractionLeadToTheSameCountsAsTheDensity() {
    Mask mask = Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of());
    for (int round = 1; round <= 12; round++) {
      long before = mask.keptCount();
      Mask next = prune(mask, rule("0.2", null, Granularity.WEIGHT));
      long gone =
          new BigDecimal("0.2")
              .multiply(BigDecimal.valueOf(before))
              .setScale(0, java.math.RoundingMode.HALF_EVEN)
              .longValueExact();
      assertThat(next.keptCount()).isEqualTo(before - gone);
      mask = next;
    }
    String density =
        BigDecimal.valueOf(mask.keptCount())
            .divide(BigDecimal.valueOf(mask.prunableCount()), java.math.MathContext.DECIMAL64)
            .toPlainString();
    Mask dense = Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of());
    Mask atOnce = prune(dense, density(density));
    Mask rounds = mask;
    // What rounding down left over may have gone to another layer on the way: one weight.
    atOnce
        .keptByTensor()
        .forEach(
            (name, kept) ->
                assertThat(rounds.keptByTensor().get(name)).isCloseTo(kept, within(1L)));
  }

  /** In residual networks small convolutions fill up one after the other. */
  @ParameterizedTest
  @ValueSource(strings = {"0.9", "0.5", "0.2", "0.05"})
  void residualNetworksAreSharedOutInProportionUnlessALayerIsFull(String density) {
    Network network = Catalog.builtIn().get(Network.class, "resnet-20");
    Mask dense = Mask.dense(network, Granularity.WEIGHT, List.of());

    Mask pruned = prune(dense, density(density));

    long target =
        new BigDecimal(density)
            .multiply(BigDecimal.valueOf(dense.prunableCount()))
            .setScale(0, java.math.RoundingMode.HALF_EVEN)
            .longValueExact();
    assertThat(pruned.keptCount()).isEqualTo(target);
    double rate = Double.NaN;
    double fullest = 0;
    for (String name : dense.names()) {
      double ideal = Arrays.stream(dense.shape(name)).sum();
      long kept = pruned.keptByTensor().getOrDefault(name, 0L);
      int size = dense.flags(name).length;
      if (kept < size) {
        rate = Double.isNaN(rate) ? kept / ideal : rate;
        assertThat(kept / ideal).as(name).isCloseTo(rate, within(2 / ideal));
      } else {
        fullest = Math.max(fullest, size / ideal);
      }
    }
    assertThat(fullest).as("a full layer would have kept more").isLessThanOrEqualTo(rate + 0.1);
  }

  @Test
  void filtersAreCountedAtTheSameDensities() {
    Network network = Catalog.builtIn().get(Network.class, "conv-2");
    Mask dense = Mask.dense(network, Granularity.FILTER, List.of());

    Mask pruned = prune(dense, rule("0", "0.5", Granularity.FILTER));

    long filters = 0;
    for (String name : dense.names()) {
      filters +=
          pruned.keptByTensor().getOrDefault(name, 0L)
              / (dense.flags(name).length / dense.shape(name)[0]);
    }
    // 64 + 64 + 256 + 256 filters; conv1 [64, 3, 3, 3] is full, (64+64+3+3)/(64·3·3)·64 of conv2 …
    assertThat(filters).isEqualTo(320);
    assertThat(pruned.keptByTensor().get("conv1.weight")).isEqualTo(64L * 27);
  }

  @Test
  void aDensityAboveWhatIsLeftIsRefused() {
    Mask mask = prune(Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of()), density("0.1"));

    assertThatThrownBy(() -> prune(mask, density("0.2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("density: 0.2 keeps 53240 of 266200, but only 26620 are left");
  }

  private static Mask prune(Mask mask, PruneRule rule) {
    RandomSource random = RandomSource.of(new RandomStream("test", 7, List.of()));
    SortedMap<String, Tensor> scores = new TreeMap<>();
    for (String name : mask.names()) {
      int[] shape = mask.shape(name);
      Tensor tensor =
          rule.granularity("any.weight") == Granularity.WEIGHT
              ? Tensor.zeros(shape)
              : Tensor.zeros(shape[0]);
      for (int i = 0; i < tensor.data().length; i++) {
        tensor.data()[i] = (float) random.at(name).uniform(i);
      }
      scores.put(name, tensor);
    }
    return Ranking.prune(mask, scores, rule);
  }

  private static PruneRule density(String density) {
    return rule("0", density, Granularity.WEIGHT);
  }

  private static PruneRule rule(
      String fraction, @Nullable String density, Granularity granularity) {
    return new PruneRule(
        granularity,
        new ErkScope(),
        new BigDecimal(fraction),
        Map.of(),
        density == null ? null : new BigDecimal(density));
  }
}
