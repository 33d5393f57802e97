package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.Optimizer;
import io.espalier.engine.ReferenceNet;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class Dl4jGradientsTest {
  static Stream<NetworkSpec> networks() {
    return Stream.of(
        TinyNets.dense(),
        TinyNets.conv(),
        TinyNets.residual(),
        TinyNets.gated(),
        TinyNets.pooled(),
        TinyNets.nested());
  }

  static Stream<NetworkSpec> networksOfIndependentExamples() {
    return networks().filter(spec -> spec.bufferShapes().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreTheCentralDifferencesOfTheLoss(NetworkSpec spec) {
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    Batch batch = Batch.of(spec, 6);
    SortedMap<String, Tensor> expected =
        new ReferenceNet(spec, weights).gradients(batch.inputs(), batch.labels());
    try (Session session = open(spec, weights)) {
      assertSame(session.gradients(batch.inputs(), batch.labels()), expected);
      // Once more: nothing of the first pass is left over.
      assertSame(session.gradients(batch.inputs(), batch.labels()), expected);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void logitsAndLossAreThoseOfPlainLoops(NetworkSpec spec) {
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    Batch batch = Batch.of(spec, 600);
    ReferenceNet reference = new ReferenceNet(spec, weights);
    try (Session session = open(spec, weights)) {
      float[] logits = session.predict(batch.inputs(), 600);
      double worst = 0;
      for (int example = 0; example < 600; example++) {
        double[] expected = reference.logits(batch.inputs(), example);
        for (int c = 0; c < 4; c++) {
          worst = Math.max(worst, Math.abs(logits[example * 4 + c] - expected[c]));
        }
      }
      assertThat(worst).as("largest difference").isLessThan(1e-5);
      float[] losses = session.train(TinyNets.batches(spec, 600), 0, 1, i -> 0.1);
      assertThat((double) losses[0])
          .isCloseTo(
              reference
                  .drawing(TinyNets.random("noise").at(0))
                  .loss(batch.inputs(), batch.labels()),
              within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aStepOfATrainingFollowsTheDifferencesOfItsLossWithAllThatWasDropped(NetworkSpec spec) {
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    Batch batch = Batch.of(spec, 6);
    SortedMap<String, Tensor> expected =
        new ReferenceNet(spec, weights)
            .drawing(TinyNets.random("noise").at(0))
            .gradients(batch.inputs(), batch.labels());
    try (Session session = open(spec, weights)) {
      session.train(TinyNets.batches(spec, 6), 0, 1, i -> 0.5);
      SortedMap<String, Tensor> steps = new TreeMap<>(session.state().parameters());
      steps.keySet().retainAll(expected.keySet());
      steps.replaceAll(
          (name, after) -> {
            Tensor step = after.copy();
            for (int i = 0; i < step.data().length; i++) {
              step.data()[i] = (Tensors.get(weights, name).data()[i] - step.data()[i]) / 0.5f;
            }
            return step;
          });
      assertSame(steps, expected);
    }
  }

  @ParameterizedTest
  @MethodSource("networksOfIndependentExamples")
  void gradientsOfManyExamplesAreTheMeanOverAllOfThem(NetworkSpec spec) {
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    Batch batch = Batch.of(spec, 700);
    try (Session session = open(spec, weights)) {
      SortedMap<String, Tensor> all = session.gradients(batch.inputs(), batch.labels());
      double[] mean = new double[Tensors.get(all, "fc1.weight").data().length];
      for (int example = 0; example < 700; example++) {
        int size = spec.inputSize();
        SortedMap<String, Tensor> one =
            session.gradients(
                Arrays.copyOfRange(batch.inputs(), example * size, (example + 1) * size),
                new int[] {batch.labels()[example]});
        float[] values = Tensors.get(one, "fc1.weight").data();
        for (int i = 0; i < mean.length; i++) {
          mean[i] += values[i] / 700.0;
        }
      }
      float[] whole = Tensors.get(all, "fc1.weight").data();
      double worst = 0;
      for (int i = 0; i < mean.length; i++) {
        worst = Math.max(worst, Math.abs(whole[i] - mean[i]));
      }
      assertThat(worst).as("largest difference").isLessThan(1e-5);
    }
  }

  @Test
  void trainingMovesTheRunningStatisticsTowardsThoseOfTheBatch() {
    NetworkSpec spec = TinyNets.residual();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    Batch batch = Batch.of(spec, 8);
    SortedMap<String, double[]> seen =
        new ReferenceNet(spec, weights).batchStatistics(batch.inputs(), 8);
    try (Session session = open(spec, weights)) {
      session.predict(batch.inputs(), 8);
      session.gradients(batch.inputs(), batch.labels());
      assertThat(session.state().parameters()).isEqualTo(weights);
      session.train(TinyNets.batches(spec, 8), 0, 1, i -> 0.1);
      SortedMap<String, Tensor> after = session.state().parameters();
      assertThat(after.keySet()).isEqualTo(weights.keySet());
      assertThat(seen.keySet()).isEqualTo(spec.bufferShapes().keySet());
      seen.forEach(
          (name, statistic) -> {
            // Examples times positions: the second block halves the sides of 6.
            int values = 8 * (name.matches("layer2.(bn2|down).*") ? 9 : 36);
            double unbiased = name.endsWith("var") ? values / (values - 1.0) : 1;
            for (int c = 0; c < statistic.length; c++) {
              double before = Tensors.get(weights, name).data()[c];
              assertThat((double) Tensors.get(after, name).data()[c])
                  .as("%s[%d]", name, c)
                  .isCloseTo(0.9 * before + 0.1 * unbiased * statistic[c], within(1e-5));
            }
          });
    }
  }

  @Test
  void aBatchOfOneValueAChannelIsRefused() {
    NetworkSpec spec =
        new NetworkSpec(
            "one",
            List.of(2, 1, 1),
            2,
            List.of(new BatchNorm("bn1"), new Flatten(), new Dense(2, "fc")),
            Initialiser.KAIMING_NORMAL);
    try (Session session = open(spec, TinyNets.weights(spec))) {
      assertThatThrownBy(() -> session.train(TinyNets.batches(spec, 1), 0, 1, i -> 0.1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bn1: 1 value of a channel");
    }
  }

  /** On what the executor chooses for a network. */
  protected Session open(NetworkSpec spec, SortedMap<String, Tensor> weights) {
    return new Dl4jExecutor().open(spec, TrainingState.fresh(weights, null), Optimizer.NONE);
  }

  private static void assertSame(
      SortedMap<String, Tensor> actual, SortedMap<String, Tensor> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertThat(Tensors.get(actual, name).shape()).as(name).isEqualTo(tensor.shape());
          double worst = 0;
          for (int i = 0; i < tensor.data().length; i++) {
            float difference = Tensors.get(actual, name).data()[i] - tensor.data()[i];
            worst = Math.max(worst, Math.abs(difference));
          }
          assertThat(worst).as("largest difference in %s", name).isLessThan(2e-5);
        });
  }

  private record Batch(float[] inputs, int[] labels) {
    static Batch of(NetworkSpec spec, int size) {
      Batch batch = new Batch(new float[size * spec.inputSize()], new int[size]);
      TinyNets.batches(spec, size).fill(0, batch.inputs, batch.labels);
      return batch;
    }
  }
}
