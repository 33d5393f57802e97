package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Pullback;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.Statistics;
import io.espalier.engine.TinyNets;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.MaxPool;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Residual;
import io.espalier.model.layer.Tanh;
import io.espalier.objective.CrossEntropy;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks on oneDNN itself are held to DL4J's layers. */
class OneDnnAgreesTest {
  private static final Layer RELU = new Relu();
  private static final int BATCH = 6;

  static Stream<NetworkSpec> networks() {
    return Stream.concat(
        Stream.of(unusual()),
        Stream.of("lenet-5", "resnet-20")
            .map(name -> Catalog.builtIn().get(Network.class, name).spec()));
  }

  /** Layers in orders that no paper's network has. */
  private static NetworkSpec unusual() {
    return new NetworkSpec(
        "unusual",
        List.of(3, 8, 8),
        5,
        List.of(
            new MaxPool(2, 1),
            RELU,
            Residual.of(List.of(RELU), List.of(new Tanh())),
            new Conv(17, 3, 2, 2, true, "conv1"),
            Residual.of(List.of(new BatchNorm("bn1")), List.of()),
            RELU,
            new Flatten(),
            Residual.of(List.of(new Dense(17 * 25, "fc1"), RELU), List.of()),
            new Dense(9, "fc2"),
            Residual.of(List.of(new Dense(9, "fc3")), List.of()),
            RELU,
            new Dense(5, "fc4")),
        Initialiser.KAIMING_NORMAL);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void lossesGradientsAndPredictionsAreThoseOfDl4j(NetworkSpec spec) {
    TrainingState start = TrainingState.fresh(TinyNets.weights(spec), null);
    float[] inputs = new float[BATCH * spec.inputSize()];
    int[] labels = new int[BATCH];
    TinyNets.batches(spec, BATCH).fill(0, inputs, labels);
    try (Session stock = Dl4jExecutor.openStock(spec, start, Optimizer.NONE);
        Session fast = new Dl4jExecutor().open(spec, start, Optimizer.NONE)) {
      assertClose("logits", fast.predict(inputs, BATCH), stock.predict(inputs, BATCH));
      SortedMap<String, Tensor> expected = stock.gradients(inputs, labels);
      SortedMap<String, Tensor> gradients = fast.gradients(inputs, labels);
      assertThat(gradients.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (name, tensor) -> assertClose(name, Tensors.get(gradients, name).data(), tensor.data()));
      float[] losses = fast.train(TinyNets.batches(spec, BATCH), 0, 2, i -> 0.01);
      assertClose("losses", losses, stock.train(TinyNets.batches(spec, BATCH), 0, 2, i -> 0.01));
      SortedMap<String, Tensor> moved = fast.state().parameters();
      stock
          .state()
          .parameters()
          .forEach(
              (name, tensor) -> assertClose(name, Tensors.get(moved, name).data(), tensor.data()));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void activationsAndTheirGradientsAreThoseOfDl4j(NetworkSpec spec) {
    TrainingState start = TrainingState.fresh(TinyNets.weights(spec), null);
    float[] inputs = new float[BATCH * spec.inputSize()];
    int[] labels = new int[BATCH];
    TinyNets.batches(spec, BATCH).fill(0, inputs, labels);
    Set<String> layers = spec.outputShapes().keySet();
    Readout loss = Readout.loss(labels);
    try (Session stock = Dl4jExecutor.openStock(spec, start, Optimizer.NONE);
        Session fast = new Dl4jExecutor().open(spec, start, Optimizer.NONE)) {
      Trace expected = stock.trace(inputs, BATCH, loss, layers);
      Trace trace = fast.trace(inputs, BATCH, loss, layers);
      assertClose("inputs", trace.inputGradients().data(), expected.inputGradients().data());
      for (String layer : layers) {
        assertClose(
            layer,
            Tensors.get(trace.activations(), layer).data(),
            Tensors.get(expected.activations(), layer).data());
        assertClose(
            "gradients of " + layer,
            Tensors.get(trace.gradients(), layer).data(),
            Tensors.get(expected.gradients(), layer).data());
      }
      SortedMap<String, Tensor> gradients = fast.outputGradients(inputs, BATCH, loss);
      stock
          .outputGradients(inputs, BATCH, loss)
          .forEach(
              (name, tensor) ->
                  assertClose(name, Tensors.get(gradients, name).data(), tensor.data()));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void slopesAreTakenBackAtOtherParametersAsByDl4j(NetworkSpec spec) {
    TrainingState start = TrainingState.fresh(TinyNets.weights(spec), null);
    SortedMap<String, Tensor> there = TinyNets.weights(spec);
    there.values().forEach(tensor -> tensor.data()[0] *= 1.5f);
    float[] inputs = new float[BATCH * spec.inputSize()];
    int[] labels = new int[BATCH];
    TinyNets.batches(spec, BATCH).fill(0, inputs, labels);
    for (Statistics statistics : Statistics.values()) {
      Point at = new Point(there, inputs, BATCH, statistics);
      try (Session stock = Dl4jExecutor.openStock(spec, start, Optimizer.NONE);
          Session fast = new Dl4jExecutor().open(spec, start, Optimizer.NONE)) {
        Outputs outputs = stock.forward(at);
        assertClose("logits", fast.forward(at).logits(), outputs.logits());
        outputs
            .buffers()
            .forEach(
                (name, tensor) ->
                    assertClose(
                        name, Tensors.get(fast.forward(at).buffers(), name).data(), tensor.data()));
        float[] slopes = stock.lossGradient(inputs, labels, CrossEntropy.PLAIN).slopes();
        Pullback expected = stock.backward(at, slopes);
        Pullback back = fast.backward(at, slopes);
        assertAlike("inputs", back.inputs().data(), expected.inputs().data());
        expected
            .parameters()
            .forEach(
                (name, tensor) ->
                    assertAlike(name, Tensors.get(back.parameters(), name).data(), tensor.data()));
      }
    }
  }

  /**
   * Within a hundredth of the largest value: in a deep network a rounding error that carries a
   * value over a kink is worth so much. {@link Dl4jGradientsTest} holds small ones to far less.
   */
  private static void assertClose(String name, float[] actual, float[] expected) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    double largest = 1e-5;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    assertThat(worst / largest).as("largest difference in %s", name).isLessThan(1e-2);
  }

  /** By length: with a batch's own statistics a kink is felt in all of its examples. */
  private static void assertAlike(String name, float[] actual, float[] expected) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    double difference = 0;
    double length = 1e-10;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(difference / length)).as("difference in %s", name).isLessThan(2e-2);
  }
}
