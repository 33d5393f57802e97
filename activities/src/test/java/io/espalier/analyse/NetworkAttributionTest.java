package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Tanh;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The same axioms through an executor, in its single precision. */
final class NetworkAttributionTest {
  private static final Executor JVM = new JvmExecutor();

  private static NetworkSpec network(int inputs, int hidden, Layer between) {
    return new NetworkSpec(
        "two-layers",
        List.of(1, 1, inputs),
        2,
        List.of(new Flatten(), new Dense(hidden, "fc1"), between, new Dense(2, "fc2")),
        Initialiser.GLOROT_NORMAL);
  }

  private static SortedMap<String, Tensor> weights(
      int inputs, float[] first, float[] bias, float[] second, float[] out) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    tensors.put("fc1.weight", new Tensor(new int[] {bias.length, inputs}, first));
    tensors.put("fc1.bias", new Tensor(new int[] {bias.length}, bias));
    tensors.put("fc2.weight", new Tensor(new int[] {2, bias.length}, second));
    tensors.put("fc2.bias", new Tensor(new int[] {2}, out));
    return tensors;
  }

  private static NetworkAttribution.Of attributed(
      NetworkSpec network, SortedMap<String, Tensor> weights, String rule, int steps, float... x) {
    return attributed(network, weights, rule, steps, "logit", x);
  }

  private static NetworkAttribution.Of attributed(
      NetworkSpec network,
      SortedMap<String, Tensor> weights,
      String rule,
      int steps,
      String output,
      float... x) {
    TrainingState state = TrainingState.fresh(weights, null);
    try (Session session = JVM.open(network, state, Optimizer.NONE)) {
      return new NetworkAttribution(
              session, Quadrature.of(rule, steps), new float[x.length], output)
          .of(x, 0);
    }
  }

  @Test
  void theSmallerOfTwoInputsHasAllOfIt() {
    // min(x1, x2) = x1 − ReLU(x1 − x2), with x1 kept by two halves of ReLU.
    SortedMap<String, Tensor> min =
        weights(
            2,
            new float[] {1, 0, -1, 0, 1, -1},
            new float[3],
            new float[] {1, -1, -1, 0, 0, 0},
            new float[2]);
    NetworkSpec network = network(2, 3, new Relu());

    NetworkAttribution.Of found = attributed(network, min, "midpoint", 60, 1, 3);

    assertThat(found.attributions()).containsExactly(new double[] {1, 0}, within(1e-6));
    assertThat(found.change()).isCloseTo(1, within(1e-6));
  }

  @Test
  void whatSaturatesHasAnAttributionWhereItsGradientIsGone() {
    // 1 − ReLU(1 − x).
    SortedMap<String, Tensor> saturating =
        weights(1, new float[] {-1}, new float[] {1}, new float[] {-1, 0}, new float[] {1, 0});
    NetworkSpec network = network(1, 1, new Relu());

    assertThat(attributed(network, saturating, "right", 1, 2).attributions()[0]).isZero();
    assertThat(attributed(network, saturating, "midpoint", 100, 2).attributions()[0])
        .isCloseTo(1, within(1e-6));
  }

  private static float[] drawn(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void attributionsAddUpToTheChange() {
    Random random = new Random(7);
    SortedMap<String, Tensor> tanh =
        weights(4, drawn(random, 20), drawn(random, 5), drawn(random, 10), new float[2]);
    NetworkSpec network = network(4, 5, new Tanh());
    for (String output : List.of("logit", "probability")) {
      NetworkAttribution.Of rough =
          attributed(network, tanh, "midpoint", 10, output, 0.9f, -0.4f, 0.3f, 1.1f);
      NetworkAttribution.Of fine =
          attributed(network, tanh, "midpoint", 120, output, 0.9f, -0.4f, 0.3f, 1.1f);

      assertThat(Math.abs(fine.residual())).isLessThan(1e-4 * Math.abs(fine.change()));
      assertThat(Math.abs(rough.residual())).isGreaterThan(10 * Math.abs(fine.residual()));
    }
  }

  @Test
  void anInputOfZeroWeightsHasNone() {
    Random random = new Random(8);
    float[] first = drawn(random, 20);
    for (int j = 0; j < 5; j++) {
      first[j * 4 + 2] = 0;
    }
    SortedMap<String, Tensor> weights =
        weights(4, first, drawn(random, 5), drawn(random, 10), new float[2]);

    NetworkAttribution.Of found =
        attributed(network(4, 5, new Relu()), weights, "trapezoid", 20, 1, 2, 3, 4);

    assertThat(found.attributions()[2]).isZero();
  }

  @Test
  void networksThatComputeTheSameHaveTheSame() {
    Random random = new Random(9);
    float[] first = drawn(random, 20);
    float[] bias = drawn(random, 5);
    float[] second = drawn(random, 10);
    NetworkSpec network = network(4, 5, new Relu());
    SortedMap<String, Tensor> plain = weights(4, first, bias, second, new float[2]);
    // The hidden units in reverse, one of them scaled up before its ReLU and down after it.
    float[] first2 = new float[20];
    float[] bias2 = new float[5];
    float[] second2 = new float[10];
    for (int j = 0; j < 5; j++) {
      float scale = j == 3 ? 4 : 1;
      for (int i = 0; i < 4; i++) {
        first2[(4 - j) * 4 + i] = scale * first[j * 4 + i];
      }
      bias2[4 - j] = scale * bias[j];
      second2[4 - j] = second[j] / scale;
      second2[5 + 4 - j] = second[5 + j] / scale;
    }

    NetworkAttribution.Of one = attributed(network, plain, "midpoint", 50, 1, -2, 0.5f, 1.5f);
    NetworkAttribution.Of other =
        attributed(
            network,
            weights(4, first2, bias2, second2, new float[2]),
            "midpoint",
            50,
            1,
            -2,
            0.5f,
            1.5f);

    assertThat(other.attributions()).containsExactly(one.attributions(), within(1e-6));
  }
}
