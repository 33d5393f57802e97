package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.ReferenceNet;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.TinyRounds;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Scores through the real executor against finite differences in double precision. */
class SnipOnTheExecutorTest {
  private static final int EXAMPLES = 75;
  private final SortedMap<String, Tensor> weights = TinyRounds.initialWeights();

  @Test
  void scoreOfAWeightIsHowTheLossReactsToScalingIt() {
    SortedMap<String, Tensor> scores = scores("weight", EXAMPLES, 1);

    assertThat(scores).containsOnlyKeys("fc1.weight", "fc2.weight");
    scores.forEach(
        (name, scored) -> {
          for (int i = 0; i < scored.data().length; i++) {
            int weight = i;
            assertThat((double) scored.data()[i])
                .as("%s[%d]", name, i)
                .isCloseTo(gateDerivative(name, index -> index == weight), within(2e-5));
          }
        });
  }

  @Test
  void scoreOfAFilterIsHowTheLossReactsToScalingAllItsWeights() {
    float[] scores = Tensors.get(scores("filter", EXAMPLES, 1), "fc1.weight").data();

    assertThat(scores).hasSize(TinyRounds.HIDDEN);
    for (int filter = 0; filter < scores.length; filter++) {
      int row = filter;
      assertThat((double) scores[filter])
          .as("filter %d", filter)
          .isCloseTo(
              gateDerivative("fc1.weight", index -> index / TinyRounds.INPUTS == row),
              within(2e-5));
    }
  }

  @Test
  void examplesAreDrawnAnewForEveryRound() {
    assertThat(scores("weight", 10, 2)).isNotEqualTo(scores("weight", 10, 1));
    assertThat(scores("weight", 10, 1)).isEqualTo(scores("weight", 10, 1));
  }

  @Test
  void moreExamplesThanThereAreIsRefused() {
    assertThatThrownBy(() -> scores("weight", EXAMPLES + 1, 1))
        .isInstanceOf(FatalTaskException.class)
        .hasMessage("examples: 76 (expected: 1 to 75)");
  }

  private SortedMap<String, Tensor> scores(String granularity, int examples, long round) {
    RecordingContext context =
        TinyRounds.context(0).input("weights", TinyRounds.bytes(weights)).stream(
            "score", 7, 1, round, 1);
    new ScoreOperator()
        .run(
            new ScoreParameters(TinyRounds.NETWORK, "snip", granularity, List.of(), examples),
            context);
    return Safetensors.read(context.output("scores").bytes());
  }

  /** |∂L/∂c| at c = 1 where c multiplies the gated weights of one tensor. */
  private double gateDerivative(String name, IntPredicate gated) {
    double step = 1e-3;
    return Math.abs(loss(name, gated, 1 + step) - loss(name, gated, 1 - step)) / (2 * step);
  }

  private double loss(String name, IntPredicate gated, double gate) {
    SortedMap<String, Tensor> scaled = new TreeMap<>(weights);
    Tensor tensor = Tensors.get(weights, name).copy();
    for (int i = 0; i < tensor.data().length; i++) {
      if (gated.test(i)) {
        tensor.data()[i] *= (float) gate;
      }
    }
    scaled.put(name, tensor);
    return new ReferenceNet(TinyRounds.spec(), scaled)
        .loss(TinyRounds.trainInputs(), TinyRounds.trainLabels());
  }
}
