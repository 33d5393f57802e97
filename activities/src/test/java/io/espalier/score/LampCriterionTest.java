package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.engine.TinyNets;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.prune.scope.GlobalScope;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LampCriterionTest {
  private final Criterion lamp = Catalog.builtIn().get(Criterion.class, "lamp");

  @Test
  void aWeightIsHeldAgainstThoseThatAreAtLeastAsLarge() {
    assertThat(scores("xxx", 3, -1, 2)).containsExactly(1, 1f / 14, 4f / 13);
  }

  @Test
  void prunedWeightsDoNotCount() {
    assertThat(scores("x.x", 3, -9, 2)).containsExactly(1, 0, 4f / 13);
  }

  @Test
  void scalingALayerChangesNoScore() {
    assertThat(scores("xxxx", 0.25f, -1, 2, 0.5f)).isEqualTo(scores("xxxx", 0.5f, -2, 4, 1));
  }

  @Test
  void ofEqualMagnitudesTheHigherIndexScoresHigherAndTheLargestScoresOne() {
    assertThat(scores("xxx", 2, -2, 1)).containsExactly(0.5f, 1, 1f / 9);
    assertThat(scores("xx", 0, 0)).containsExactly(0, 0);
  }

  @Test
  void theScoresOfALayerAddUpAsTheRecursionSays() {
    // With s_u = w_u² / S_u and S_u = S_{u+1} + w_u²: S_1 · Π (1 − s_u) over all but the largest
    // is the square of the largest.
    float[] weights = {0.3f, -1.5f, 0.7f, 2, -0.1f, 0.9f};
    double product = 0;
    for (float weight : weights) {
      product += (double) weight * weight;
    }
    for (float score : scores("xxxxxx", weights)) {
      product *= score == 1 ? 1 : 1 - score;
    }
    assertThat(product).isCloseTo(4, within(1e-5));
  }

  @Test
  void noLayerIsEmptiedWhileAsManyWeightsAreKeptAsThereAreLayers() {
    Map<String, int[]> shapes = Map.of("a", new int[] {50}, "b", new int[] {5}, "c", new int[] {2});
    Mask dense =
        Masks.of(shapes, Map.of("a", "x".repeat(50), "b", "x".repeat(5), "c", "x".repeat(2)));
    SortedMap<String, Tensor> weights = new TreeMap<>();
    shapes.forEach(
        (name, shape) -> {
          Tensor tensor = Tensor.zeros(shape);
          for (int i = 0; i < tensor.data().length; i++) {
            // Layers of very different size and scale.
            double scale = name.equals("a") ? 1 : name.equals("b") ? 1e-3 : 1e3;
            tensor.data()[i] = (float) (scale * TinyNets.random(name).normal(i));
          }
          weights.put(name, tensor);
        });
    SortedMap<String, Tensor> scores = lamp.score(context(weights, dense));

    for (String density : new String[] {"0.5", "0.1", "0.0527"}) {
      PruneRule rule =
          new PruneRule(
              Granularity.WEIGHT,
              new GlobalScope(),
              BigDecimal.ZERO,
              Map.of(),
              new BigDecimal(density));
      assertThat(Ranking.prune(dense, scores, rule).collapsed()).as(density).isEmpty();
    }
  }

  private float[] scores(String kept, float... weights) {
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    parameters.put("fc1.weight", new Tensor(new int[] {1, weights.length}, weights));
    return Tensors.get(lamp.score(context(parameters, Masks.of(kept))), "fc1.weight").data();
  }

  private static ScoreContext context(SortedMap<String, Tensor> parameters, Mask mask) {
    return new GivenScoreContext(
        TinyNets.dense(), parameters, mask, Granularity.WEIGHT, null, null);
  }
}
