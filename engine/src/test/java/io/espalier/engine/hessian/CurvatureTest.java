package io.espalier.engine.hessian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.ReferenceNet;
import io.espalier.engine.TinyNets;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Gelu;
import io.espalier.model.layer.LeakyRelu;
import io.espalier.model.layer.Relu;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss in double precision, differentiated twice along two directions by differences. */
class CurvatureTest {
  private static final int COUNT = 5;
  private static final double STEP = 1e-3;

  static Stream<NetworkSpec> networks() {
    // Without kinks on images, where a difference always crosses one.
    return Stream.of(TinyNets.gated(), smooth(TinyNets.pooled()), smooth(TinyNets.nested()));
  }

  private static NetworkSpec smooth(NetworkSpec spec) {
    return spec.with(
        layer -> layer instanceof Relu || layer instanceof LeakyRelu ? new Gelu() : layer);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aHessiansFormIsThatOfDifferences(NetworkSpec spec) {
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(2, inputs, labels);
    LossDerivatives loss = new LossDerivatives(spec, weights, inputs, labels);
    for (int draw = 0; draw < 4; draw++) {
      SortedMap<String, Tensor> u = direction(spec, "u" + draw);
      SortedMap<String, Tensor> v = direction(spec, "v" + draw);
      double expected = 0;
      for (int one = -1; one <= 1; one += 2) {
        for (int other = -1; other <= 1; other += 2) {
          ReferenceNet moved = new ReferenceNet(spec, weights);
          move(moved, u, one * STEP);
          move(moved, v, other * STEP);
          expected += one * other * moved.loss(inputs, labels) / (4 * STEP * STEP);
        }
      }
      assertThat(product(u, loss.hessianTimes(v)))
          .as("draw %d", draw)
          .isCloseTo(expected, within(2e-4 * Math.max(1, Math.abs(expected))));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theGradientIsThatOfDifferences(NetworkSpec spec) {
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(2, inputs, labels);
    SortedMap<String, Tensor> gradient =
        new LossDerivatives(spec, weights, inputs, labels).gradient();
    new ReferenceNet(spec, weights)
        .gradients(inputs, labels)
        .forEach(
            (name, expected) -> {
              float[] data = Tensors.get(gradient, name).data();
              for (int i = 0; i < data.length; i++) {
                assertThat(data[i])
                    .as("%s[%d]", name, i)
                    .isCloseTo(expected.data()[i], within(1e-6f));
              }
            });
  }

  private static SortedMap<String, Tensor> direction(NetworkSpec spec, String purpose) {
    SortedMap<String, Tensor> direction = new TreeMap<>();
    spec.parameterShapes()
        .forEach(
            (name, shape) -> {
              RandomSource random = TinyNets.random(purpose).at(name);
              Tensor tensor = Tensor.zeros(shape);
              for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] = (float) (0.3 * random.normal(i));
              }
              direction.put(name, tensor);
            });
    return direction;
  }

  private static void move(ReferenceNet net, SortedMap<String, Tensor> along, double by) {
    along.forEach(
        (name, tensor) -> {
          double[] values = net.parameter(name);
          for (int i = 0; i < values.length; i++) {
            values[i] += by * tensor.data()[i];
          }
        });
  }

  private static double product(SortedMap<String, Tensor> one, SortedMap<String, Tensor> other) {
    double sum = 0;
    for (String name : one.keySet()) {
      float[] a = Tensors.get(one, name).data();
      float[] b = Tensors.get(other, name).data();
      for (int i = 0; i < a.length; i++) {
        sum += (double) a[i] * b[i];
      }
    }
    return sum;
  }
}
