package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.NetworkSpec;
import io.espalier.objective.CrossEntropy;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against losses of networks whose units were silenced by hand. */
class UnitLossesTest {
  private static final int COUNT = 6;

  static List<Executor> executors() {
    return List.of(new JvmExecutor(), new Dl4jExecutor());
  }

  @ParameterizedTest
  @MethodSource("executors")
  void theChangeIsTheLossWithoutTheUnitLessTheLossWithIt(Executor executor) {
    changes(executor, TinyNets.dense(), List.of("fc1.weight"));
    changes(executor, TinyNets.conv(), List.of("conv1.weight"));
    changes(executor, TinyNets.conv(), List.of("conv2.weight"));
    changes(executor, TinyNets.residual(), List.of("conv1.weight"));
    changes(executor, TinyNets.residual(), List.of("layer2.conv1.weight"));
    // Two layers whose sum leads on: what they give of one number goes together.
    changes(
        executor,
        TinyNets.residual(),
        List.of("layer2.conv3.weight", "layer2.downsample.0.weight"));
  }

  /** After a batch norm the unit gives 0, not what the norm makes of 0. */
  @ParameterizedTest
  @MethodSource("executors")
  void aSilentUnitGivesNothingAfterItsBatchNorm(Executor executor) {
    NetworkSpec spec = TinyNets.residual();
    SortedMap<String, Tensor> silenced =
        Silenced.unit(spec, TinyNets.weights(spec), List.of("conv1.weight"), 2);
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(1, inputs, labels);
    try (Session session = open(executor, spec, silenced)) {
      Trace trace = session.trace(inputs, COUNT, Readout.loss(labels), Set.of("bn1"));
      float[] given = Tensors.get(trace.activations(), "bn1").data();
      int area = given.length / (COUNT * 4);
      for (int n = 0; n < COUNT; n++) {
        for (int i = 0; i < area; i++) {
          assertThat(given[(n * 4 + 2) * area + i]).isZero();
        }
      }
      double other = 0;
      for (float value : given) {
        other += value;
      }
      assertThat(other).isPositive();
    }
  }

  private static void changes(Executor executor, NetworkSpec spec, List<String> weights) {
    SortedMap<String, Tensor> parameters = TinyNets.weights(spec);
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(1, inputs, labels);
    boolean[] alive = new boolean[Tensors.get(parameters, weights.get(0)).shape()[0]];
    Arrays.fill(alive, true);
    alive[1] = false;
    double[] changes;
    try (UnitLosses losses = new UnitLosses(executor, spec, parameters, weights)) {
      changes = losses.changes(alive, inputs, labels, () -> {});
    }
    double with = loss(executor, spec, parameters, inputs, labels);
    assertThat(changes[1]).isZero();
    for (int unit = 0; unit < alive.length; unit++) {
      if (alive[unit]) {
        SortedMap<String, Tensor> silenced = Silenced.unit(spec, parameters, weights, unit);
        double without = loss(executor, spec, silenced, inputs, labels);
        assertThat(changes[unit])
            .as("%s, unit %d", weights, unit)
            .isCloseTo(without - with, within(2e-6));
      }
    }
    assertThat(Arrays.stream(changes).anyMatch(change -> Math.abs(change) > 1e-4)).isTrue();
  }

  private static double loss(
      Executor executor,
      NetworkSpec spec,
      SortedMap<String, Tensor> parameters,
      float[] inputs,
      int[] labels) {
    try (Session session = open(executor, spec, parameters)) {
      return Arrays.stream(CrossEntropy.PLAIN.losses(session.predict(inputs, COUNT), labels))
          .average()
          .orElseThrow();
    }
  }

  private static Session open(
      Executor executor, NetworkSpec spec, SortedMap<String, Tensor> parameters) {
    return executor.open(spec, TrainingState.fresh(parameters, null), Optimizer.NONE);
  }
}
