package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of single examples, against a network in double precision. */
class ExampleGradientsTest {
  private static final NetworkSpec SPEC = TinyNets.dense();
  private static final SortedMap<String, Tensor> WEIGHTS = TinyNets.weights(SPEC);
  private static final int COUNT = 20;

  private final float[] inputs = new float[COUNT * SPEC.inputSize()];
  private final int[] labels = new int[COUNT];

  ExampleGradientsTest() {
    TinyNets.batches(SPEC, COUNT).fill(1, inputs, labels);
  }

  static List<Executor> executors() {
    return List.of(new JvmExecutor(), new Dl4jExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void eachIsTheGradientOfItsOwnLoss(Executor executor) {
    try (Session session = open(executor)) {
      ExampleGradients examples = session.exampleGradients(inputs, labels);
      assertThat(examples.count()).isEqualTo(COUNT);
      for (int i : new int[] {0, 7, COUNT - 1}) {
        ReferenceNet reference = new ReferenceNet(SPEC, WEIGHTS);
        float[] input =
            Arrays.copyOfRange(inputs, i * SPEC.inputSize(), (i + 1) * SPEC.inputSize());
        int[] label = {labels[i]};
        assertThat(examples.losses()[i]).isCloseTo(reference.loss(input, label), within(1e-5));
        assertClose(examples.of(i), reference.gradients(input, label));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void allPassInTheirOrder(Executor executor) {
    try (Session session = open(executor)) {
      ExampleGradients examples = session.exampleGradients(inputs, labels);
      List<Integer> seen = new ArrayList<>();
      examples.forEach(
          (i, gradients) -> {
            seen.add(i);
            assertThat(gradients).isEqualTo(examples.of(i));
          });
      assertThat(seen).containsExactlyElementsOf(IntStream.range(0, COUNT).boxed().toList());
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void stayAsTheyAreWhenOthersAreAskedFor(Executor executor) {
    try (Session session = open(executor)) {
      ExampleGradients examples = session.exampleGradients(inputs, labels);
      SortedMap<String, Tensor> squares = examples.sumsOfSquares();
      session.exampleGradients(new float[inputs.length], labels).sumsOfSquares();
      session.gradients(inputs, labels);
      assertThat(examples.sumsOfSquares()).isEqualTo(squares);
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void followTheParametersThatATrainingMoves(Executor executor) {
    try (Session session = open(executor)) {
      double before = session.exampleGradients(inputs, labels).losses()[0];
      session.train(TinyNets.batches(SPEC, COUNT), 0, 3, iteration -> 0.5);
      double after = session.exampleGradients(inputs, labels).losses()[0];
      assertThat(after).isNotEqualTo(before);
      double[] reference = new ReferenceNet(SPEC, session.state().parameters()).logits(inputs, 0);
      double sum = Arrays.stream(reference).map(Math::exp).sum();
      assertThat(after).isCloseTo(Math.log(sum) - reference[labels[0]], within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void sumsOverExamplesNeedNoGradientOfEach(Executor executor) {
    try (Session session = open(executor)) {
      ExampleGradients examples = session.exampleGradients(inputs, labels);
      SortedMap<String, Tensor> mean = session.gradients(inputs, labels);
      SortedMap<String, Tensor> squares = examples.sumsOfSquares();
      for (String name : SPEC.parameterShapes().keySet()) {
        float[] average = new float[Tensors.get(mean, name).data().length];
        float[] sum = new float[average.length];
        for (int i = 0; i < COUNT; i++) {
          float[] gradient = Tensors.get(examples.of(i), name).data();
          for (int k = 0; k < sum.length; k++) {
            average[k] += gradient[k] / COUNT;
            sum[k] += gradient[k] * gradient[k];
          }
        }
        assertClose(name, average, Tensors.get(mean, name).data());
        assertClose(name, Tensors.get(squares, name).data(), sum);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void productsWithTheWeightsAreTheSlopesOfGates(Executor executor) {
    try (Session session = open(executor)) {
      ExampleGradients examples = session.exampleGradients(inputs, labels);
      Tensor weight = Tensors.get(WEIGHTS, "fc2.weight");
      float[] products = examples.products("fc2.weight", weight.data());
      float[] expected = new float[COUNT * 5];
      for (int i = 0; i < COUNT; i++) {
        float[] gradient = Tensors.get(examples.of(i), "fc2.weight").data();
        for (int k = 0; k < gradient.length; k++) {
          expected[i * 5 + k / 7] += gradient[k] * weight.data()[k];
        }
      }
      assertClose("fc2.weight", products, expected);
    }
  }

  private static Session open(Executor executor) {
    return executor.open(SPEC, TrainingState.fresh(WEIGHTS, null), Optimizer.NONE);
  }

  private static void assertClose(
      SortedMap<String, Tensor> got, SortedMap<String, Tensor> expected) {
    assertThat(got.keySet()).isEqualTo(expected.keySet());
    got.forEach(
        (name, tensor) -> assertClose(name, tensor.data(), Tensors.get(expected, name).data()));
  }

  private static void assertClose(String name, float[] got, float[] expected) {
    assertThat(got).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(2e-5f));
    }
  }
}
