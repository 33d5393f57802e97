package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.mask.Masks;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.scope.GlobalScope;
import io.espalier.prune.scope.LayerScope;
import io.espalier.score.ScoreOperator;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Layers of one mask that lose pieces of different kinds. */
class HybridTest {
  private static final Granularities HYBRID =
      new Granularities(
          Granularity.WEIGHT,
          new TreeMap<>(Map.of("conv1", Granularity.FILTER, "fc1", Granularity.CHANNEL)));
  private static final Map<String, int[]> SHAPES =
      Map.of(
          "conv1.weight", new int[] {2, 1, 1, 2},
          "fc1.weight", new int[] {2, 2},
          "fc2.weight", new int[] {1, 4});

  @Test
  void eachLayerLosesPiecesOfItsOwnKind() {
    Mask dense =
        Masks.of(
            SHAPES, Map.of("conv1.weight", "xxxx", "fc1.weight", "xxxx", "fc2.weight", "xxxx"));

    assertThat(Ranking.prune(dense, scores(), rule(new LayerScope())))
        .isEqualTo(
            Masks.of(
                SHAPES,
                Map.of("conv1.weight", "..xx", "fc1.weight", "x.x.", "fc2.weight", ".x.x")));
  }

  @Test
  void piecesOfDifferentKindsAreNeverComparedWithEachOther() {
    Mask dense =
        Masks.of(
            SHAPES, Map.of("conv1.weight", "xxxx", "fc1.weight", "xxxx", "fc2.weight", "xxxx"));

    assertThatThrownBy(() -> Ranking.prune(dense, scores(), rule(new GlobalScope())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "scope: global compares pieces of different kinds, filters of conv1.weight, channels of"
                + " fc1.weight, weights of fc2.weight (expected: scope layer, or one granularity"
                + " for all)");
  }

  @Test
  void anOutputLayerHasAnEntryWhereItsWeightsGoOneByOne() {
    Mask dense =
        Mask.dense(
            Masks.network(
                new LayerShape("conv1", "conv", List.of(6, 1, 5, 5), 6, false),
                new LayerShape("fc1", "dense", List.of(10, 16), 10, true)),
            new Granularities(Granularity.FILTER, new TreeMap<>(Map.of("fc1", Granularity.WEIGHT))),
            List.of());

    assertThat(dense.names()).containsExactly("conv1.weight", "fc1.weight");
  }

  /** Euclidean norms of rows in fc1, sizes of single weights in the other two. */
  @Test
  void eachPartIsScoredByItsOwnCriterion() throws IOException {
    SortedMap<String, Tensor> scores = run(hybrid(null), context());

    assertThat(Tensors.get(scores, "fc1.weight").shape()).containsExactly(300);
    assertThat(Tensors.get(scores, "fc1.weight").data()[0]).isEqualTo(28 * 0.5f);
    assertThat(Tensors.get(scores, "fc2.weight").shape()).containsExactly(100, 300);
    assertThat(Tensors.get(scores, "fc3.weight").data()[7]).isEqualTo(0.5f);
  }

  @Test
  void scoresOfPartsAreThoseOfTheWholeScoredTheSameWay() throws IOException {
    SortedMap<String, Tensor> scores = run(hybrid(null), context());

    assertThat(Tensors.get(scores, "fc2.weight"))
        .isEqualTo(Tensors.get(run(plain("magnitude", "weight"), context()), "fc2.weight"));
    assertThat(Tensors.get(scores, "fc1.weight"))
        .isEqualTo(Tensors.get(run(plain("l2", "filter"), context()), "fc1.weight"));
  }

  @Test
  void scoringInStepsPrunesEachPartInItsOwnPieces() throws IOException {
    ScoreParameters.Steps steps = new ScoreParameters.Steps(2, 0.25, "layer");
    SortedMap<String, Tensor> scores = run(hybrid(steps), context());

    // After the first of two steps half is left: 150 rows, 15,000 and 500 weights.
    assertThat(gone(scores, "fc1.weight")).isEqualTo(150);
    assertThat(gone(scores, "fc2.weight")).isEqualTo(15_000);
    assertThat(gone(scores, "fc3.weight")).isEqualTo(500);
  }

  @Test
  void theOperatorPrunesByTheGranularitiesThatItIsGiven() throws IOException {
    RecordingContext context = context();
    run(hybrid(null), context);
    RecordingContext next =
        new RecordingContext().input("scores", context.output("scores").bytes());

    new PruneOperator()
        .run(
            new PruneParameters(
                "lenet-300-100",
                "weight",
                "layer",
                0.2,
                Map.of(),
                null,
                List.of(),
                null,
                null,
                null,
                Map.of("fc1", "filter")),
            next);

    Mask mask = MaskFiles.read(next.output("mask").bytes());
    assertThat(mask.keptByTensor())
        .containsExactly(
            Map.entry("fc1.weight", 240L * 784),
            Map.entry("fc2.weight", 24_000L),
            Map.entry("fc3.weight", 800L));
    boolean[] rows = mask.flags("fc1.weight");
    for (int i = 0; i < rows.length; i++) {
      assertThat(rows[i]).isEqualTo(rows[i - i % 784]);
    }
  }

  private static long gone(SortedMap<String, Tensor> scores, String name) {
    long count = 0;
    for (float score : Tensors.get(scores, name).data()) {
      count += score == Float.NEGATIVE_INFINITY ? 1 : 0;
    }
    return count;
  }

  private static ScoreParameters hybrid(ScoreParameters.@Nullable Steps steps) {
    return new ScoreParameters(
        "lenet-300-100",
        "magnitude",
        "weight",
        List.of(),
        0,
        steps,
        null,
        null,
        null,
        List.of(new ScoreParameters.Part(List.of("fc1"), "filter", "l2", null)));
  }

  private static ScoreParameters plain(String criterion, String granularity) {
    return new ScoreParameters("lenet-300-100", criterion, granularity, List.of(), 0);
  }

  private static SortedMap<String, Tensor> run(
      ScoreParameters parameters, RecordingContext context) {
    new ScoreOperator().run(parameters, context);
    return Safetensors.read(context.output("scores").bytes());
  }

  /** Weights of size .5, all in fc1; rising ones elsewhere but for the seventh of fc3. */
  private static RecordingContext context() throws IOException {
    SortedMap<String, Tensor> weights = new TreeMap<>();
    int[][] shapes = {{300, 784}, {100, 300}, {10, 100}};
    for (int layer = 0; layer < 3; layer++) {
      Tensor tensor = Tensor.zeros(shapes[layer]);
      for (int i = 0; i < tensor.data().length; i++) {
        tensor.data()[i] = layer == 0 ? (i % 2 == 0 ? 0.5f : -0.5f) : 1 + i;
      }
      weights.put("fc" + (layer + 1) + ".weight", tensor);
      weights.put("fc" + (layer + 1) + ".bias", Tensor.zeros(shapes[layer][0]));
    }
    Tensors.get(weights, "fc3.weight").data()[7] = -0.5f;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, weights);
    return new RecordingContext().input("weights", out.toByteArray());
  }

  private static PruneRule rule(Scope scope) {
    return new PruneRule(
        HYBRID, scope, BigDecimal.ZERO, Map.of(), new BigDecimal("0.5"), false, null);
  }

  private static SortedMap<String, Tensor> scores() {
    return new TreeMap<>(
        Map.of(
            "conv1.weight", new Tensor(new int[] {2}, new float[] {1, 2}),
            "fc1.weight", new Tensor(new int[] {2}, new float[] {8, 7}),
            "fc2.weight", new Tensor(new int[] {1, 4}, new float[] {3, 5, 4, 6})));
  }
}
