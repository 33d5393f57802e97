package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.engine.jvm.TinyConvolutions;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutputGradientsTest {
  private static final int COUNT = 3;

  record Case(Executor executor, NetworkSpec network) {}

  static List<Case> cases() {
    return List.of(
        new Case(new JvmExecutor(), TinyNets.dense()),
        new Case(new JvmExecutor(), TinyNets.conv()),
        new Case(new JvmExecutor(), TinyConvolutions.residual()),
        new Case(new JvmExecutor(), TinyNets.residual()),
        new Case(new Dl4jExecutor(), TinyNets.dense()),
        new Case(new Dl4jExecutor(), TinyNets.conv()),
        new Case(new Dl4jExecutor(), TinyNets.residual()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areThoseOfTheSumOfTheLogitsOfAPrediction(Case given) {
    NetworkSpec spec = given.network();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    float[] inputs = new float[COUNT * spec.inputSize()];
    TinyNets.batches(spec, COUNT).fill(1, inputs, new int[COUNT]);

    SortedMap<String, Tensor> expected =
        new ReferenceNet(spec, weights).outputGradients(inputs, COUNT);
    try (Session session = open(given, weights)) {
      SortedMap<String, Tensor> got = session.outputGradients(inputs, COUNT, Readout.sumOfLogits());
      assertThat(got.keySet()).isEqualTo(expected.keySet());
      got.forEach(
          (name, tensor) -> {
            for (int i = 0; i < tensor.data().length; i++) {
              double right = Tensors.get(expected, name).data()[i];
              assertThat((double) tensor.data()[i])
                  .as("%s[%d]", name, i)
                  .isCloseTo(right, within(1e-3 * Math.max(1, Math.abs(right))));
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void moveNothingAndLeaveNoTrace(Case given) {
    NetworkSpec spec = given.network();
    SortedMap<String, Tensor> weights = TinyNets.weights(spec);
    float[] inputs = new float[COUNT * spec.inputSize()];
    int[] labels = new int[COUNT];
    TinyNets.batches(spec, COUNT).fill(1, inputs, labels);

    try (Session session = open(given, weights)) {
      SortedMap<String, Tensor> before = session.gradients(inputs, labels);
      session.outputGradients(inputs, COUNT, Readout.sumOfLogits());
      assertThat(session.gradients(inputs, labels)).isEqualTo(before);
      assertThat(session.state().parameters()).isEqualTo(weights);
    }
  }

  private static Session open(Case given, SortedMap<String, Tensor> weights) {
    return given
        .executor()
        .open(given.network(), TrainingState.fresh(weights, null), Optimizer.NONE);
  }
}
