package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.PruneResult;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PruneOperatorTest {
  private static final int[][] LENET = {{300, 784}, {100, 300}, {10, 100}};

  @Test
  void firstRoundPrunesTheDenseNetworkAndSaysWhatIsKept() throws IOException {
    RecordingContext context = context(weightScores());

    PruneResult result =
        new PruneOperator().run(parameters("weight", "layer", 0.2, Map.of("fc3", 0.1)), context);

    assertThat(result.kept()).isEqualTo(213_060);
    assertThat(result.prunable()).isEqualTo(266_200);
    assertThat(result.density()).isEqualTo(213_060 / 266_200.0);
    assertThat(result.keptByTensor())
        .containsExactly(
            Map.entry("fc1.weight", 188_160L),
            Map.entry("fc2.weight", 24_000L),
            Map.entry("fc3.weight", 900L));
    assertThat(context.output("mask").kind()).isEqualTo("mask");
    assertThat(mask(context).keptByTensor()).isEqualTo(result.keptByTensor());
  }

  @Test
  void secondRoundStaysWithinTheFirst() throws IOException {
    RecordingContext first = context(weightScores());
    new PruneOperator().run(parameters("weight", "global", 0.2, Map.of()), first);
    RecordingContext second = context(weightScores()).input("mask", first.output("mask").bytes());

    PruneResult result =
        new PruneOperator().run(parameters("weight", "global", 0.2, Map.of()), second);

    assertThat(result.kept()).isEqualTo(266_200 - 53_240 - 42_592);
    assertThat(mask(second).isWithin(mask(first))).isTrue();
  }

  @Test
  void filtersOfTheOutputLayerStay() throws IOException {
    RecordingContext context =
        context(scores(Map.of("fc1.weight", new int[] {300}, "fc2.weight", new int[] {100})));

    PruneResult result =
        new PruneOperator().run(parameters("filter", "layer", 0.2, Map.of()), context);

    // 240 rows of 784 and 80 rows of 300; the classes have no entry.
    assertThat(result.keptByTensor())
        .containsExactly(Map.entry("fc1.weight", 188_160L), Map.entry("fc2.weight", 24_000L));
  }

  @Test
  void collapsedLayerFailsTheTaskAndIsNamed() throws IOException {
    Map<String, Tensor> scores = weightScores();
    scores.forEach(
        (name, tensor) -> {
          if (!name.equals("fc3.weight")) {
            java.util.Arrays.fill(tensor.data(), 2);
          }
        });
    RecordingContext context = context(scores);

    assertThatThrownBy(
            () -> new PruneOperator().run(parameters("weight", "global", 0.1, Map.of()), context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("layer collapse: nothing would be kept of [fc3.weight]")
        .hasMessageContaining("add the layer to ignore");
    assertThat(context.outputs()).isEmpty();
  }

  @Test
  void whereATieDecidesTheLogSaysHowManyScoresAreEqual() throws IOException {
    Map<String, Tensor> scores = weightScores();
    java.util.Arrays.fill(Tensors.get(scores, "fc2.weight").data(), 0, 20_000, 0f);
    java.util.Arrays.fill(Tensors.get(scores, "fc3.weight").data(), 0, 500, -0f);
    RecordingContext context = context(scores);
    RecordingContext beyond = context(scores);

    new PruneOperator().run(parameters("weight", "global", 0.05, Map.of()), context);
    new PruneOperator().run(parameters("weight", "global", 0.1, Map.of()), beyond);

    assertThat(context.lines())
        .containsExactly(
            "a tie decides: 20500 of the 266200 weights score 0, and 13310 of them go, the first by"
                + " tensor name and index",
            "kept 252890 of 266200 prunable weights");
    assertThat(beyond.lines()).containsExactly("kept 239580 of 266200 prunable weights");
  }

  @Test
  void layersAreToldApartWhereEachIsRankedForItself() throws IOException {
    Map<String, Tensor> scores = weightScores();
    java.util.Arrays.fill(Tensors.get(scores, "fc3.weight").data(), 0, 500, 0f);
    RecordingContext context = context(scores);

    new PruneOperator().run(parameters("weight", "layer", 0.2, Map.of()), context);

    assertThat(context.lines().get(0))
        .isEqualTo(
            "a tie decides: 500 of the 1000 weights of fc3.weight score 0, and 200 of them go, the"
                + " first by tensor name and index");
  }

  @Test
  void aLayerAllOfWhoseScoresAreZeroIsNotRanked() throws IOException {
    Map<String, Tensor> scores = weightScores();
    java.util.Arrays.fill(Tensors.get(scores, "fc2.weight").data(), 0f);
    RecordingContext context = context(scores);

    assertThatThrownBy(
            () -> new PruneOperator().run(parameters("weight", "layer", 0.2, Map.of()), context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessage(
            "scores: all 30000 of fc2.weight are 0 (expected: scores that tell which weights to"
                + " prune; the log of the task that scored has the cause where it is known)");
    assertThat(context.outputs()).isEmpty();
  }

  @Test
  void aLayerThatGoesAsAWholeSinceItHasNoScoresIsNoLayerCollapse() throws IOException {
    Map<String, Tensor> scores = weightScores();
    java.util.Arrays.fill(Tensors.get(scores, "fc3.weight").data(), 0f);
    RecordingContext context = context(scores);

    assertThatThrownBy(
            () -> new PruneOperator().run(parameters("weight", "global", 0.2, Map.of()), context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageStartingWith("scores: all 1000 of fc3.weight are 0 (expected: ");
  }

  @Test
  void nanScoresFailTheTaskForGood() throws IOException {
    Map<String, Tensor> scores = weightScores();
    scores.values().iterator().next().data()[5] = Float.NaN;

    assertThatThrownBy(
            () ->
                new PruneOperator()
                    .run(parameters("weight", "global", 0.1, Map.of()), context(scores)))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("NaN at fc1.weight[5]");
  }

  @Test
  void densityOverridesTheFraction() throws IOException {
    PruneParameters half =
        new PruneParameters("lenet-300-100", "weight", "global", 0.2, Map.of(), 0.5, List.of());

    assertThat(new PruneOperator().run(half, context(weightScores())).kept()).isEqualTo(133_100);
  }

  @Test
  void unknownScopeOrGranularityIsRefusedWithTheKnownOnes() throws IOException {
    assertThatThrownBy(
            () ->
                new PruneOperator()
                    .run(parameters("weight", "layers", 0.1, Map.of()), context(weightScores())))
        .hasMessage("scope: layers (expected one of: erk, global, large-layers, layer)");
    assertThatThrownBy(
            () ->
                new PruneOperator()
                    .run(parameters("weights", "layer", 0.1, Map.of()), context(weightScores())))
        .hasMessage("granularity: weights (expected one of: weight, filter, channel)");
  }

  private static PruneParameters parameters(
      String granularity, String scope, double fraction, Map<String, Double> fractions) {
    @Nullable Double noDensity = null;
    return new PruneParameters(
        "lenet-300-100", granularity, scope, fraction, fractions, noDensity, List.of());
  }

  private static Mask mask(RecordingContext context) {
    return MaskFiles.read(context.output("mask").bytes());
  }

  private static RecordingContext context(Map<String, Tensor> scores) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, scores);
    return new RecordingContext().input("scores", out.toByteArray());
  }

  private static Map<String, Tensor> weightScores() {
    return scores(Map.of("fc1.weight", LENET[0], "fc2.weight", LENET[1], "fc3.weight", LENET[2]));
  }

  /** Different scores in (0, 1), in no order. */
  private static Map<String, Tensor> scores(Map<String, int[]> shapes) {
    Map<String, Tensor> scores = new TreeMap<>();
    shapes.forEach(
        (name, shape) -> {
          Tensor tensor = Tensor.zeros(shape);
          for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) ((i + 1) * 0.6180339887498949 % 1);
          }
          scores.put(name, tensor);
        });
    return scores;
  }
}
