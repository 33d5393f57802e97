package io.espalier.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.BatchSource;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.model.family.LeNet300100;
import io.espalier.objective.CrossEntropy;
import io.espalier.objective.Loss;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One step on the reference executor and on this one, at every density and for every optimizer. */
class JvmAgreesTest {
  private final Executor reference = new Dl4jExecutor();
  private final Executor executor = new JvmExecutor();

  static List<Arguments> networksAndMasks() {
    NetworkSpec tiny = TinyNets.dense();
    NetworkSpec lenet = new LeNet300100().spec();
    List<Arguments> all = new ArrayList<>();
    for (double density : new double[] {1, 0.8, 0.4, 0.1}) {
      all.add(Arguments.of(tiny, TinyNets.mask(tiny, density)));
    }
    for (double density : new double[] {0.6, 0.2, 0.02}) {
      all.add(Arguments.of(lenet, TinyNets.mask(lenet, density)));
    }
    all.add(Arguments.of(tiny, null));
    all.add(Arguments.of(lenet, null));
    // In either form, and some layers in one and some in the other.
    for (double density : new double[] {0.5, 0.2, 0.12}) {
      all.add(Arguments.of(tiny, TinyMasks.withoutNeuron(tiny, density, "fc1.weight", 2)));
      all.add(Arguments.of(tiny, TinyMasks.withoutInput(tiny, density, "fc2.weight", 3)));
      all.add(Arguments.of(tiny, TinyMasks.withoutInput(tiny, density, "fc1.weight", 70)));
      for (String layer : List.of("fc1.weight", "fc2.weight", "fc3.weight")) {
        all.add(Arguments.of(tiny, TinyMasks.withoutLayer(tiny, density, layer)));
      }
    }
    all.addAll(convolutions(TinyNets.gated(), "fc1.weight", "fc2.weight", 4));
    all.addAll(convolutions(TinyNets.pooled(), "conv1.weight", "conv2.weight", 1));
    all.addAll(convolutions(TinyNets.conv(), "conv1.weight", "conv2.weight", 1));
    all.addAll(convolutions(TinyConvolutions.lenet(), "conv1.weight", "conv2.weight", 3));
    all.addAll(convolutions(TinyConvolutions.strided(), "conv1.weight", "conv3.weight", 2));
    all.addAll(
        convolutions(TinyConvolutions.residual(), "layer1.conv1.weight", "layer2.conv1.weight", 1));
    all.addAll(convolutions(TinyNets.residual(), "layer2.conv1.weight", "layer2.conv3.weight", 2));
    return all;
  }

  /** At every density, with empty filters, channels that nothing reads and whole layers gone. */
  private static List<Arguments> convolutions(
      NetworkSpec spec, String first, String later, int channel) {
    List<Arguments> all = new ArrayList<>();
    all.add(Arguments.of(spec, null));
    for (double density : new double[] {1, 0.6, 0.2, 0.05}) {
      all.add(Arguments.of(spec, TinyNets.mask(spec, density)));
    }
    for (double density : new double[] {0.5, 0.15}) {
      all.add(Arguments.of(spec, TinyMasks.withoutNeuron(spec, density, first, channel)));
      all.add(Arguments.of(spec, TinyMasks.withoutInput(spec, density, first, 0)));
      all.add(Arguments.of(spec, TinyMasks.withoutInput(spec, density, later, channel)));
      all.add(Arguments.of(spec, TinyMasks.withoutLayer(spec, density, later)));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("networksAndMasks")
  void gradientsLogitsAndLossAgree(NetworkSpec spec, @Nullable Mask mask) {
    TrainingState start = TrainingState.fresh(masked(spec, mask), mask);
    float[] inputs = new float[300 * spec.inputSize()];
    int[] labels = new int[300];
    TinyNets.batches(spec, 300).fill(0, inputs, labels);
    try (Session expected = reference.open(spec, start, Optimizer.NONE);
        Session actual = executor.open(spec, start, Optimizer.NONE)) {
      assertClose(
          actual.gradients(inputs, labels), expected.gradients(inputs, labels), "gradient of ");
      assertThat(worst(actual.predict(inputs, 300), expected.predict(inputs, 300)))
          .as("largest difference of a logit")
          .isLessThan(1e-4);
      BatchSource batches = TinyNets.batches(spec, 20);
      assertThat((double) actual.train(batches, 0, 1, i -> 0.1)[0])
          .isCloseTo(expected.train(batches, 0, 1, i -> 0.1)[0], within(1e-5));
    }
  }

  static Stream<Arguments> optimizersAndMasks() {
    return Arrays.stream(Optimizer.Kind.values())
        .flatMap(
            kind ->
                networksAndMasks().stream()
                    .map(
                        arguments ->
                            Arguments.of(
                                arguments.get()[0],
                                arguments.get()[1],
                                // An ε that keeps a rounding of the gradient a rounding of the
                                // step.
                                new Optimizer(kind, 0.9, 0.9, 0.999, 1e-3, 0.01))));
  }

  @ParameterizedTest
  @MethodSource("optimizersAndMasks")
  void updatesAgree(NetworkSpec spec, @Nullable Mask mask, Optimizer optimizer) {
    TrainingState start = TrainingState.fresh(masked(spec, mask), mask);
    BatchSource batches = TinyNets.batches(spec, 20);
    Loss loss = new CrossEntropy(0.1);
    try (Session expected = reference.open(spec, start, optimizer);
        Session actual = executor.open(spec, start, optimizer)) {
      expected.train(batches, loss, 0, 3, i -> 0.01);
      actual.train(batches, loss, 0, 3, i -> 0.01);
      assertClose(actual.state().parameters(), expected.state().parameters(), "");
      assertClose(actual.state().optimizerState(), expected.state().optimizerState(), "");
      assertThat(actual.state().optimizerSteps()).isEqualTo(3);
    }
  }

  private static SortedMap<String, Tensor> masked(NetworkSpec spec, @Nullable Mask mask) {
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    if (mask != null) {
      mask.applyTo(weights);
    }
    return weights;
  }

  private static void assertClose(
      SortedMap<String, Tensor> actual, SortedMap<String, Tensor> expected, String what) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    // A batch norm divides by the root of 1e-5 where a channel hardly varies: roundings grow.
    double tolerance = expected.containsKey("bn1.weight") ? 1e-4 : 2e-5;
    expected.forEach(
        (name, tensor) -> {
          Tensor other = Tensors.get(actual, name);
          assertThat(other.shape()).as(name).isEqualTo(tensor.shape());
          assertThat(worst(other.data(), tensor.data()))
              .as("largest difference in %s%s", what, name)
              .isLessThan(tolerance);
        });
  }

  private static double worst(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs(actual[i] - expected[i]);
      worst = Math.max(worst, difference / Math.max(1, Math.abs(expected[i])));
    }
    return worst;
  }
}
