package com.example.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.RandomStream;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SwishTest {
  private static final NetworkSpec NETWORK =
      new NetworkSpec(
          "swish",
          List.of(1, 2, 3),
          2,
          List.of(
              new Flatten(), new Dense(4, "fc1"), new Swish(1.5, "swish1"), new Dense(2, "fc2")),
          Initialiser.KAIMING_NORMAL);

  private static final SortedMap<String, Tensor> WEIGHTS =
      Initialisation.weights(
          NETWORK, RandomSource.of(new RandomStream("initialise", 3, List.of())));

  private static final float[] INPUTS = {1, -2, 0.5f, 3, 0, -1, 0.3f, 2, -0.7f, 1.1f, 4, -3};

  @Test
  void gradientsAreThoseOfDifferences() {
    SortedMap<String, Tensor> gradients;
    try (Session session = open(WEIGHTS)) {
      gradients = session.outputGradients(INPUTS, 2, Readout.sumOfLogits());
    }
    float step = 1e-2f;
    gradients.forEach(
        (name, gradient) -> {
          for (int i = 0; i < gradient.data().length; i++) {
            double slope = (sum(name, i, step) - sum(name, i, -step)) / (2 * step);
            assertThat((double) gradient.data()[i])
                .as("%s[%d]", name, i)
                .isCloseTo(slope, within(2e-3));
          }
        });
  }

  @Test
  void withoutSteepnessItIsHalfOfWhatComesIn() {
    SortedMap<String, Tensor> flat = new TreeMap<>(WEIGHTS);
    flat.put("swish1.weight", Tensor.zeros(1));
    NetworkSpec half =
        new NetworkSpec(
            "half",
            NETWORK.inputShape(),
            2,
            List.of(new Flatten(), new Dense(4, "fc1"), new Dense(2, "fc2")),
            Initialiser.KAIMING_NORMAL);
    SortedMap<String, Tensor> halved = new TreeMap<>(WEIGHTS);
    halved.remove("swish1.weight");
    halved.replaceAll((name, tensor) -> name.startsWith("fc1") ? scaled(tensor) : tensor);
    try (Session swish = open(flat);
        Session plain =
            new JvmExecutor().open(half, TrainingState.fresh(halved, null), Optimizer.NONE)) {
      assertThat(swish.predict(INPUTS, 2)).containsExactly(plain.predict(INPUTS, 2), within(1e-6f));
    }
  }

  private static Tensor scaled(Tensor tensor) {
    Tensor half = tensor.copy();
    for (int i = 0; i < half.data().length; i++) {
      half.data()[i] /= 2;
    }
    return half;
  }

  private static double sum(String name, int index, float by) {
    SortedMap<String, Tensor> moved = new TreeMap<>(WEIGHTS);
    moved.computeIfPresent(name, (same, tensor) -> tensor.copy());
    Tensor tensor = moved.get(name);
    if (tensor != null) {
      tensor.data()[index] += by;
    }
    try (Session session = open(moved)) {
      double sum = 0;
      for (float logit : session.predict(INPUTS, 2)) {
        sum += logit;
      }
      return sum;
    }
  }

  private static Session open(SortedMap<String, Tensor> weights) {
    return new JvmExecutor().open(NETWORK, TrainingState.fresh(weights, null), Optimizer.NONE);
  }
}
