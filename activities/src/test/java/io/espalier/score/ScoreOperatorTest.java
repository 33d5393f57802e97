package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.dag.RandomStream;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Initialisation;
import io.espalier.model.family.LeNet300100;
import io.espalier.operator.ScoreParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScoreOperatorTest {
  private static final SortedMap<String, Tensor> WEIGHTS =
      Initialisation.weights(
          new LeNet300100().spec(),
          RandomSource.of(new RandomStream("initialise", 3, List.of(1L))));

  @Test
  void magnitudesAreScoresOfEveryPrunableWeight() throws IOException {
    SortedMap<String, Tensor> scores = run("magnitude", "weight", List.of("fc3"), context());

    assertThat(scores).containsOnlyKeys("fc1.weight", "fc2.weight");
    float[] weights = Tensors.get(WEIGHTS, "fc1.weight").data();
    float[] fc1 = Tensors.get(scores, "fc1.weight").data();
    for (int i = 0; i < fc1.length; i++) {
      assertThat(fc1[i]).isEqualTo(Math.abs(weights[i]));
    }
  }

  @Test
  void filtersOfHiddenLayersAreScored() throws IOException {
    SortedMap<String, Tensor> scores = run("l2", "filter", List.of(), context());

    assertThat(scores).containsOnlyKeys("fc1.weight", "fc2.weight");
    assertThat(Tensors.get(scores, "fc1.weight").shape()).containsExactly(300);
  }

  @Test
  void prunedWeightsAreZeroToTheCriterion() throws IOException {
    Mask dense = Mask.dense(new LeNet300100(), Granularity.WEIGHT, List.of());
    Map<String, boolean[]> kept = new TreeMap<>();
    dense.names().forEach(name -> kept.put(name, dense.flags(name).clone()));
    java.util.Arrays.fill(java.util.Objects.requireNonNull(kept.get("fc2.weight")), 0, 100, false);
    ByteArrayOutputStream mask = new ByteArrayOutputStream();
    MaskFiles.write(mask, new Mask(dense.shapes(), kept));

    SortedMap<String, Tensor> scores =
        run("magnitude", "weight", List.of(), context().input("mask", mask.toByteArray()));

    float[] fc2 = Tensors.get(scores, "fc2.weight").data();
    assertThat(fc2[99]).isZero();
    assertThat(fc2[100]).isPositive();
  }

  @Test
  void randomScoresComeFromTheStreamOfTheTask() throws IOException {
    SortedMap<String, Tensor> scores =
        run("random", "weight", List.of(), context().stream("score", 1, 1, 1));

    assertThat(run("random", "weight", List.of(), context().stream("score", 1, 1, 1)))
        .isEqualTo(scores);
    assertThat(run("random", "weight", List.of(), context().stream("score", 1, 1, 2)))
        .isNotEqualTo(scores);
  }

  @Test
  void granularityThatTheCriterionDoesNotScoreIsRefused() {
    assertThatThrownBy(() -> run("l2", "weight", List.of(), context()))
        .isInstanceOf(FatalTaskException.class)
        .hasMessage(
            "granularity: weight (expected: channel or filter, which is what criterion l2 scores)");
  }

  @Test
  void scoresThatAreAllZeroAreRefusedWithTheLayerThatMakesThem() throws IOException {
    SortedMap<String, Tensor> weights = new TreeMap<>(WEIGHTS);
    weights.replaceAll((name, tensor) -> Tensor.zeros(tensor.shape()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, weights);
    RecordingContext context = new RecordingContext().input("weights", out.toByteArray());

    assertThatThrownBy(() -> run("magnitude", "weight", List.of(), context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageStartingWith(
            "criterion magnitude: all scores are 0, since all weights of fc1 are 0 (expected: ");
    assertThat(context.outputs()).isEmpty();
  }

  @Test
  void aLayerWithoutScoresIsNamedInTheLog() throws IOException {
    SortedMap<String, Tensor> weights = new TreeMap<>(WEIGHTS);
    weights.put("fc2.weight", Tensor.zeros(100, 300));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, weights);
    RecordingContext context = new RecordingContext().input("weights", out.toByteArray());

    run("magnitude", "weight", List.of(), context);

    assertThat(context.lines())
        .containsExactly("all scores of [fc2.weight] are 0, since all weights of fc2 are 0");
  }

  @Test
  void withAMemoryScoresAreARunningMeanWithThoseOfBefore() throws IOException {
    SortedMap<String, Tensor> fresh = run("l2", "filter", List.of(), context());
    SortedMap<String, Tensor> earlier = new TreeMap<>();
    fresh.forEach((name, tensor) -> earlier.put(name, filled(tensor.shape(), 2)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, earlier);

    RecordingContext first = context();
    new ScoreOperator().run(special(null, 0.9), first);
    RecordingContext second = context().input("earlier", out.toByteArray());
    new ScoreOperator().run(special(null, 0.9), second);

    assertThat(Safetensors.read(first.output("scores").bytes())).isEqualTo(fresh);
    Safetensors.read(second.output("scores").bytes())
        .forEach(
            (name, tensor) -> {
              float[] plain = Tensors.get(fresh, name).data();
              for (int i = 0; i < plain.length; i++) {
                assertThat(tensor.data()[i]).isEqualTo((float) (0.9 * 2 + (1 - 0.9) * plain[i]));
              }
            });
  }

  @Test
  void onlyTheLayersThatAreAskedForAreScored() throws IOException {
    RecordingContext context = context();
    new ScoreOperator().run(special(List.of("fc2"), null), context);

    SortedMap<String, Tensor> scores = Safetensors.read(context.output("scores").bytes());
    assertThat(scores.get("fc1.weight")).isEqualTo(Tensor.zeros(300));
    assertThat(scores.get("fc2.weight"))
        .isEqualTo(run("l2", "filter", List.of(), context()).get("fc2.weight"));
    assertThatThrownBy(() -> new ScoreOperator().run(special(List.of("fc3"), null), context()))
        .isInstanceOf(FatalTaskException.class)
        .hasMessage("only: fc3 (expected: layers that are pruned, of [fc1.weight, fc2.weight])");
  }

  private static ScoreParameters special(@Nullable List<String> only, @Nullable Double memory) {
    return new ScoreParameters(
        "lenet-300-100", "l2", "filter", List.of(), 0, null, null, only, memory, null);
  }

  private static Tensor filled(int[] shape, float value) {
    Tensor tensor = Tensor.zeros(shape);
    java.util.Arrays.fill(tensor.data(), value);
    return tensor;
  }

  @Test
  void unknownIgnoredLayerIsRefused() {
    assertThatThrownBy(() -> run("magnitude", "weight", List.of("fc4"), context()))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("ignore: fc4");
  }

  @Test
  void criterionThatForgetsATensorIsNamed() {
    Criterion forgetful = new Forgetful();
    List<Descriptor> descriptors = List.of(forgetful, new LeNet300100());

    assertThatThrownBy(
            () ->
                run(
                    "forgetful",
                    "weight",
                    List.of(),
                    context().catalog(new Catalog(descriptors, Map.of()))))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("criterion forgetful: scores of [] (expected: of [fc1.weight,");
  }

  private static final class Forgetful implements Criterion {
    @Override
    public String name() {
      return "forgetful";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Scores nothing.";
    }

    @Override
    public Set<Granularity> granularities() {
      return Set.of(Granularity.WEIGHT);
    }

    @Override
    public SortedMap<String, Tensor> score(ScoreContext context) {
      return new TreeMap<>();
    }
  }

  private static RecordingContext context() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, WEIGHTS);
    return new RecordingContext().input("weights", out.toByteArray());
  }

  private static SortedMap<String, Tensor> run(
      String criterion, String granularity, List<String> ignore, RecordingContext context) {
    new ScoreOperator()
        .run(new ScoreParameters("lenet-300-100", criterion, granularity, ignore, 128), context);
    return Safetensors.read(context.output("scores").bytes());
  }
}
