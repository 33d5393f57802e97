package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.Initialiser;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HessianProductTest {
  private static final int FEATURES = 72;
  private static final int CLASSES = 4;
  private static final NetworkSpec SOFTMAX_REGRESSION =
      new NetworkSpec(
          "softmax-regression",
          List.of(2, 6, 6),
          CLASSES,
          List.of(new Layer.Flatten(), new Layer.Dense("fc", FEATURES, CLASSES)),
          Initialiser.KAIMING_NORMAL);

  static List<Executor> executors() {
    return List.of(new JvmExecutor(), new Dl4jExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void ofSoftmaxRegressionItIsTheClosedForm(Executor executor) {
    SortedMap<String, Tensor> weights = TinyNets.weights(SOFTMAX_REGRESSION);
    SortedMap<String, Tensor> direction = direction(SOFTMAX_REGRESSION, "v");
    float[] inputs = new float[8 * FEATURES];
    int[] labels = new int[8];
    TinyNets.batches(SOFTMAX_REGRESSION, 8).fill(3, inputs, labels);

    SortedMap<String, Tensor> product =
        HessianProduct.of(executor, SOFTMAX_REGRESSION, weights, inputs, labels, direction);

    double[] expected = new double[CLASSES * FEATURES];
    ReferenceNet reference = new ReferenceNet(SOFTMAX_REGRESSION, weights);
    for (int n = 0; n < 8; n++) {
      double[] p = softmax(reference.logits(inputs, n));
      double[] along = along(direction, inputs, n);
      double mean = 0;
      for (int c = 0; c < CLASSES; c++) {
        mean += p[c] * along[c];
      }
      for (int k = 0; k < expected.length; k++) {
        int c = k / FEATURES;
        expected[k] += p[c] * (along[c] - mean) * inputs[n * FEATURES + k % FEATURES] / 8;
      }
    }
    double size = 0;
    for (double value : expected) {
      size = Math.max(size, Math.abs(value));
    }
    float[] got = Tensors.get(product, "fc.weight").data();
    for (int k = 0; k < expected.length; k++) {
      assertThat((double) got[k]).as("[%d]", k).isCloseTo(expected[k], within(2e-3 * size));
    }
  }

  @ParameterizedTest
  @MethodSource("executors")
  void theHessianIsSymmetric(Executor executor) {
    NetworkSpec spec = TinyNets.dense();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    // Smooth along the way: a kink of the ReLU between two gradients would be part of neither.
    float[] inputs = new float[4 * spec.inputSize()];
    int[] labels = new int[4];
    TinyNets.batches(spec, 4).fill(2, inputs, labels);
    SortedMap<String, Tensor> u = only(direction(spec, "u"), "fc3.weight");
    SortedMap<String, Tensor> v = only(direction(spec, "v"), "fc3.weight");

    double one = dot(u, HessianProduct.of(executor, spec, weights, inputs, labels, v));
    double other = dot(v, HessianProduct.of(executor, spec, weights, inputs, labels, u));

    assertThat(one).isCloseTo(other, within(1e-3 * Math.max(1, Math.abs(one))));
  }

  @ParameterizedTest
  @MethodSource("executors")
  void alongNothingItIsZero(Executor executor) {
    SortedMap<String, Tensor> weights = TinyNets.weights(SOFTMAX_REGRESSION);
    SortedMap<String, Tensor> nothing =
        new TreeMap<>(Map.of("fc.weight", Tensor.zeros(CLASSES, FEATURES)));

    assertThat(
            HessianProduct.of(
                executor, SOFTMAX_REGRESSION, weights, new float[FEATURES], new int[] {1}, nothing))
        .isEqualTo(nothing);
  }

  private static SortedMap<String, Tensor> direction(NetworkSpec spec, String seed) {
    SortedMap<String, Tensor> direction = new TreeMap<>();
    spec.weightShapes()
        .forEach(
            (name, shape) -> {
              Tensor tensor = Tensor.zeros(shape);
              RandomSource random = TinyNets.random(seed).at(name);
              for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] = (float) random.normal(i);
              }
              direction.put(name, tensor);
            });
    return direction;
  }

  private static SortedMap<String, Tensor> only(SortedMap<String, Tensor> tensors, String name) {
    return new TreeMap<>(Map.of(name, Tensors.get(tensors, name)));
  }

  private static double[] along(SortedMap<String, Tensor> direction, float[] inputs, int n) {
    float[] v = Tensors.get(direction, "fc.weight").data();
    double[] along = new double[CLASSES];
    for (int k = 0; k < v.length; k++) {
      along[k / FEATURES] += (double) v[k] * inputs[n * FEATURES + k % FEATURES];
    }
    return along;
  }

  private static double[] softmax(double[] logits) {
    double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(logits[c]);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  private static double dot(SortedMap<String, Tensor> one, SortedMap<String, Tensor> other) {
    double sum = 0;
    for (Map.Entry<String, Tensor> entry : one.entrySet()) {
      float[] a = entry.getValue().data();
      float[] b = Tensors.get(other, entry.getKey()).data();
      for (int i = 0; i < a.length; i++) {
        sum += (double) a[i] * b[i];
      }
    }
    return sum;
  }
}
