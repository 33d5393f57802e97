package io.espalier.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.prune.scope.LayerScope;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network of the catalog with half of its filters, on random inputs. */
class CatalogShrinkingTest {
  private static final Catalog CATALOG = Catalog.builtIn();

  static List<String> networks() {
    return CATALOG.names(NetworkDescriptor.class);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void halfOfTheFiltersGoAndTheOutputsStay(String name) {
    Network network = CATALOG.get(Network.class, name);
    NetworkSpec spec = network.spec();
    String output = network.layers().get(network.layers().size() - 1).name();
    Mask mask = FilterMasks.random(spec, output, TinyNets.random("filters"), 0.5);
    SortedMap<String, Tensor> weights = weights(spec);
    mask.applyTo(weights);
    Shrinking shrinking = requireSameOutputs(spec, mask, weights);
    SortedMap<String, Tensor> smaller = shrinking.shrink(weights);

    assertThat(values(smaller)).isLessThan(values(weights) * 0.8);
    assertThat(shrinking.restore(smaller, weights)).isEqualTo(weights);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void ofFiltersThatGoTogetherHalfAreTakenOutOfEveryLayer(String name) {
    Network network = CATALOG.get(Network.class, name);
    NetworkSpec spec = network.spec();
    Mask dense = Mask.dense(network, Granularity.FILTER, List.of());
    SortedMap<String, Tensor> weights = weights(spec);
    SortedMap<String, Tensor> scores = new TreeMap<>();
    dense.names().forEach(layer -> scores.put(layer, sizes(Tensors.get(weights, layer))));
    PruneRule half =
        new PruneRule(Granularity.FILTER, new LayerScope(), new BigDecimal("0.5"), Map.of(), null);
    Mask mask = Ranking.prune(dense, scores, half, FilterGroups.of(spec));
    mask.applyTo(weights);

    Shrinking shrinking = requireSameOutputs(spec, mask, weights);

    for (String layer : dense.names()) {
      int[] smaller = Objects.requireNonNull(shrinking.network().weightShapes().get(layer));
      assertThat(smaller[0]).as(layer).isEqualTo(dense.shape(layer)[0] / 2);
    }
    assertThat(values(shrinking.shrink(weights))).isLessThan(values(weights) * 0.51);
  }

  /** Oracle: what is left computes what the masked network computes. */
  private static Shrinking requireSameOutputs(
      NetworkSpec spec, Mask mask, SortedMap<String, Tensor> weights) {
    Shrinking shrinking = Shrinking.of(spec, mask);
    shrinking.silence(weights);
    SortedMap<String, Tensor> smaller = shrinking.shrink(weights);

    float[] expected = logits(spec, weights, mask);
    float[] got = logits(shrinking.network(), smaller, shrinking.shrink(mask));

    double scale = 0;
    for (float logit : expected) {
      scale = Math.max(scale, Math.abs(logit));
    }
    assertThat(scale).isGreaterThan(1e-3);
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i]).isCloseTo(expected[i], within((float) (3e-5 * scale)));
    }
    return shrinking;
  }

  /** L1 norms of filters. */
  private static Tensor sizes(Tensor weights) {
    Tensor sizes = Tensor.zeros(new int[] {weights.shape()[0]});
    int each = weights.data().length / sizes.data().length;
    for (int i = 0; i < weights.data().length; i++) {
      sizes.data()[i / each] += Math.abs(weights.data()[i]);
    }
    return sizes;
  }

  private static float[] logits(NetworkSpec spec, SortedMap<String, Tensor> weights, Mask mask) {
    float[] inputs = new float[2 * spec.inputSize()];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) (random.nextDouble() * 2 - 1);
    }
    TrainingState state = TrainingState.fresh(weights, mask);
    try (Session session = new Dl4jExecutor().open(spec, state, Optimizer.NONE)) {
      return session.predict(inputs, 2);
    }
  }

  /** Nothing is 0 or 1, so that a bias, shift or mean that is forgotten shows. */
  private static SortedMap<String, Tensor> weights(NetworkSpec spec) {
    SplittableRandom random = new SplittableRandom(3);
    SortedMap<String, Tensor> weights = new TreeMap<>();
    spec.tensors()
        .forEach(
            (name, described) -> {
              Tensor tensor = Tensor.zeros(described.shape());
              int[] shape = described.shape();
              double fanIn =
                  Arrays.stream(shape).skip(1).asLongStream().reduce(1, Math::multiplyExact);
              for (int i = 0; i < tensor.data().length; i++) {
                double uniform = random.nextDouble() * 2 - 1;
                tensor.data()[i] =
                    (float)
                        switch (described.role()) {
                          case WEIGHT -> uniform * Math.sqrt(12 / fanIn);
                          case BIAS, SHIFT, RUNNING_MEAN -> 0.3 * uniform;
                          case SCALE, RUNNING_VARIANCE -> 1 + 0.3 * uniform;
                        };
              }
              weights.put(name, tensor);
            });
    return weights;
  }

  private static double values(SortedMap<String, Tensor> tensors) {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().length).sum();
  }
}
