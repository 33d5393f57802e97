package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Granularity;
import io.espalier.dag.RandomStream;
import io.espalier.experiment.read.Settings;
import io.espalier.mask.Mask;
import io.espalier.mask.Masks;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriteriaTest {
  private static final NetworkSpec ANY =
      new NetworkSpec(
          "any",
          List.of(1, 1, 1),
          2,
          List.of(new Flatten(), new Dense(2, "fc1")),
          Initialiser.GLOROT_NORMAL);
  private static final Mask MASK =
      Masks.of(Map.of("conv1.weight", new int[] {2, 1, 1, 2}), Map.of("conv1.weight", "xxxx"));
  private static final float[] WEIGHTS = {3, -4, -1, 0};
  private static final float[] GRADIENTS = {0.5f, 1, -2, 9};

  @Test
  void magnitudeOfAWeightIsItsAbsoluteValue() {
    assertThat(score("magnitude", Granularity.WEIGHT).data()).containsExactly(3, 4, 1, 0);
    assertThat(score("magnitude", Granularity.WEIGHT).shape()).containsExactly(2, 1, 1, 2);
  }

  @Test
  void magnitudeOfAFilterIsItsL1Norm() {
    assertThat(score("magnitude", Granularity.FILTER).data()).containsExactly(7, 1);
    assertThat(score("magnitude", Granularity.FILTER).shape()).containsExactly(2);
  }

  @Test
  void l2OfAFilterIsItsEuclideanNorm() {
    assertThat(score("l2", Granularity.FILTER).data()).containsExactly(5, 1);
  }

  @Test
  void normsOtherThanL1AreOfferedForWholePiecesOnly() {
    for (String norm : List.of("l2", "linf")) {
      assertThat(criterion(norm).granularities())
          .containsExactlyInAnyOrder(Granularity.FILTER, Granularity.CHANNEL);
    }
  }

  @ParameterizedTest
  @CsvSource({"magnitude, 5, 7, 2", "l2, 3, 5, 1", "linf, 2, 4, 0.5", "snip, 1, 5, 1"})
  void aChannelIsScoredByTheWeightsThatLeaveOneInput(
      String name, float first, float second, float third) {
    // Two filters of three channels of two weights: channels of 1 −2 2 0, 3 0 0 −4, ½ ½ −½ ½.
    int[] shape = {2, 3, 1, 2};
    float[] weights = {1, -2, 3, 0, 0.5f, 0.5f, 2, 0, 0, -4, -0.5f, 0.5f};
    float[] gradients = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2};
    GivenScoreContext given =
        new GivenScoreContext(
            ANY,
            new TreeMap<>(Map.of("conv2.weight", new Tensor(shape, weights))),
            Masks.of(Map.of("conv2.weight", shape), Map.of("conv2.weight", "x".repeat(12))),
            Granularity.CHANNEL,
            new TreeMap<>(Map.of("conv2.weight", new Tensor(shape, gradients))),
            null);

    assertThat(Tensors.get(criterion(name).score(given), "conv2.weight"))
        .isEqualTo(new Tensor(new int[] {3}, new float[] {first, second, third}));
  }

  @Test
  void linfOfAFilterIsItsLargestWeight() {
    assertThat(score("linf", Granularity.FILTER).data()).containsExactly(4, 1);
  }

  @Test
  void snipOfAWeightIsGradientTimesWeight() {
    assertThat(score("snip", Granularity.WEIGHT).data()).containsExactly(1.5f, 4, 2, 0);
  }

  @Test
  void snipOfAFilterIsTheGradientOfOneGateOnAllItsWeights() {
    // |0.5·3 − 1·4| and |−2·−1 + 9·0|: products of one filter may cancel.
    assertThat(score("snip", Granularity.FILTER).data()).containsExactly(2.5f, 2);
  }

  @Test
  void biasesGetNoScore() {
    for (String name : Catalog.builtIn().names(CriterionDescriptor.class)) {
      Criterion criterion = criterion(name);
      if (criterion.needsNetwork()) {
        continue;
      }
      for (Granularity granularity : criterion.granularities()) {
        Record settings = Settings.of(criterion, null, Catalog.builtIn());
        ScoreContext given =
            settings == null ? context(granularity) : context(granularity).with(settings);
        assertThat(criterion.score(given).keySet()).as(name).containsExactly("conv1.weight");
      }
    }
  }

  @Test
  void randomScoresAreAFunctionOfTheStream() {
    Tensor once = random(1, "fc1.weight");

    assertThat(random(1, "fc1.weight")).isEqualTo(once);
    assertThat(random(2, "fc1.weight")).isNotEqualTo(once);
    assertThat(random(1, "fc2.weight")).isNotEqualTo(once);
  }

  @Test
  void randomScoresAreUniform() {
    double sum = 0;
    for (float score : random(1, "fc1.weight").data()) {
      assertThat(score).isBetween(0f, 1f);
      sum += score;
    }
    // 10,000 uniform numbers: the standard deviation of their mean is 0.0029.
    assertThat(sum / 10_000).isCloseTo(0.5, within(0.015));
  }

  @Test
  void scoringLeavesTheWeightsAsTheyAre() {
    score("snip", Granularity.WEIGHT);
    score("magnitude", Granularity.WEIGHT);

    assertThat(WEIGHTS).containsExactly(3, -4, -1, 0);
  }

  @Test
  void criterionThatDoesNotDeclareDataGetsNone() {
    ScoreContext context =
        new GivenScoreContext(ANY, weights(), MASK, Granularity.WEIGHT, null, null);

    assertThatThrownBy(() -> criterion("snip").score(context)).hasMessageContaining("needsData");
    assertThatThrownBy(() -> criterion("random").score(context))
        .hasMessageContaining("needsRandomness");
    assertThatThrownBy(() -> criterion("movement").score(context))
        .hasMessageContaining("needsInitialWeights");
  }

  private static Tensor random(long seed, String name) {
    Mask mask = Masks.of(Map.of(name, new int[] {100, 100}), Map.of(name, "x".repeat(10_000)));
    SortedMap<String, Tensor> scores =
        criterion("random")
            .score(
                new GivenScoreContext(
                    ANY,
                    new TreeMap<>(Map.of(name, Tensor.zeros(100, 100))),
                    mask,
                    Granularity.WEIGHT,
                    null,
                    RandomSource.of(new RandomStream("score", seed, List.of(1L, 1L)))));
    return Tensors.get(scores, name);
  }

  private static Tensor score(String name, Granularity granularity) {
    return Tensors.get(criterion(name).score(context(granularity)), "conv1.weight");
  }

  private static Criterion criterion(String name) {
    return Catalog.builtIn().get(Criterion.class, name);
  }

  private static GivenScoreContext context(Granularity granularity) {
    return new GivenScoreContext(
            ANY,
            weights(),
            MASK,
            granularity,
            new TreeMap<>(
                Map.of(
                    "conv1.weight",
                    new Tensor(new int[] {2, 1, 1, 2}, GRADIENTS),
                    "conv1.bias",
                    new Tensor(new int[] {2}, new float[] {7, 7}))),
            RandomSource.of(new RandomStream("score", 1, List.of(1L, 1L))))
        .withInitial(weights());
  }

  private static SortedMap<String, Tensor> weights() {
    return new TreeMap<>(
        Map.of(
            "conv1.weight",
            new Tensor(new int[] {2, 1, 1, 2}, WEIGHTS),
            "conv1.bias",
            new Tensor(new int[] {2}, new float[] {1, 1})));
  }
}
