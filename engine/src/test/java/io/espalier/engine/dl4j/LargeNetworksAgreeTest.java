package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Tanh;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole networks of millions of weights on oneDNN itself are held to DL4J's layers. */
class LargeNetworksAgreeTest {
  private static final int BATCH = 3;

  /**
   * As they are, and without kinks. In millions of values one always lies so near a ReLU's kink
   * that rounding carries it over, which is worth a hundredth in all gradients before it; with tanh
   * in its place nothing but rounding is left.
   */
  @ParameterizedTest
  @CsvSource({
    "vgg-11, 32, false, 0.05",
    "vgg-11, 32, true, 0.001",
    "resnet-18, 16, false, 0.05",
    "resnet-18, 16, true, 0.001",
    "mobilenet-v2, 16, false, 0.05",
    "mobilenet-v2, 16, true, 0.001"
  })
  void lossAndEveryGradient(String name, int side, boolean smooth, double tolerance) {
    NetworkSpec full = Catalog.builtIn().get(Network.class, name).spec();
    NetworkSpec spec =
        new NetworkSpec(
            name,
            List.of(3, side, side),
            full.classes(),
            smooth
                ? full.with(layer -> layer instanceof Elementwise ? new Tanh() : layer).layers()
                : full.layers(),
            full.initialiser());
    TrainingState start = TrainingState.fresh(TinyNets.weights(spec), null);
    float[] inputs = new float[BATCH * spec.inputSize()];
    int[] labels = new int[BATCH];
    TinyNets.batches(spec, BATCH).fill(0, inputs, labels);
    try (Session stock = Dl4jExecutor.openStock(spec, start, Optimizer.NONE);
        Session fast = new Dl4jExecutor().open(spec, start, Optimizer.NONE)) {
      SortedMap<String, Tensor> expected = stock.gradients(inputs, labels);
      SortedMap<String, Tensor> gradients = fast.gradients(inputs, labels);
      assertThat(gradients.keySet()).isEqualTo(expected.keySet());
      double largest =
          expected.values().stream().mapToDouble(g -> length(g.data())).max().orElseThrow();
      expected.forEach(
          (parameter, tensor) -> {
            float[] difference = Tensors.get(gradients, parameter).data().clone();
            for (int i = 0; i < difference.length; i++) {
              difference[i] -= tensor.data()[i];
            }
            // What a batch norm after it takes away has a gradient of zero, and noise.
            double size = Math.max(length(tensor.data()), 1e-3 * largest);
            assertThat(length(difference) / size).as(parameter).isLessThan(tolerance);
          });
      float loss = stock.train(TinyNets.batches(spec, BATCH), 0, 1, i -> 0.01)[0];
      assertThat(fast.train(TinyNets.batches(spec, BATCH), 0, 1, i -> 0.01)[0])
          .isCloseTo(loss, within(1e-4f * loss));
    }
  }

  private static double length(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
