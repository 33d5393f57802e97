package io.espalier.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.BatchSource;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A student under a mask that learns from a dense teacher, on the sessions of both executors. */
class DistillOnExecutorsTest {
  private static final Optimizer ADAM =
      new Optimizer(Optimizer.Kind.ADAM, 0, 0.9, 0.999, 1e-3, 1e-4);

  record Case(Executor executor, NetworkSpec network) {
    @Override
    public String toString() {
      return executor.name() + " " + network.name();
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (NetworkSpec network : networks()) {
      cases.add(new Case(new JvmExecutor(), network));
      cases.add(new Case(new Dl4jExecutor(), network));
    }
    return cases;
  }

  static List<NetworkSpec> networks() {
    return List.of(TinyNets.dense(), TinyNets.conv(), TinyNets.residual());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void executorsAgree(NetworkSpec network) {
    float[] expected = new float[3];
    TrainingState reference = train(new Dl4jExecutor(), network, student(network), 0, 3, expected);
    float[] losses = new float[3];
    TrainingState actual = train(new JvmExecutor(), network, student(network), 0, 3, losses);
    for (int i = 0; i < 3; i++) {
      assertThat(losses[i]).isCloseTo(expected[i], within(1e-4f));
    }
    reference
        .parameters()
        .forEach(
            (name, tensor) -> {
              float[] values = Tensors.get(actual.parameters(), name).data();
              for (int i = 0; i < values.length; i++) {
                assertThat(values[i])
                    .as("%s[%d]", name, i)
                    .isCloseTo(tensor.data()[i], within(1e-4f));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTrainingThatGoesOnInAnotherSessionGivesTheSameBits(Case given) {
    TrainingState start = student(given.network());
    TrainingState whole = train(given.executor(), given.network(), start, 0, 9, new float[9]);
    TrainingState first = train(given.executor(), given.network(), start, 0, 4, new float[4]);
    TrainingState resumed = train(given.executor(), given.network(), first, 4, 9, new float[5]);
    assertThat(resumed.parameters()).isEqualTo(whole.parameters());
    assertThat(resumed.optimizerState()).isEqualTo(whole.optimizerState());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFirstLossIsTheOneOfLogitsThatBothPredict(Case given) {
    NetworkSpec network = given.network();
    TrainingState start = student(network);
    float[] inputs = new float[20 * network.inputSize()];
    int[] labels = new int[20];
    TinyNets.batches(network, 20).fill(0, inputs, labels);
    try (Session teacher = teacher(given.executor(), network);
        Session student = given.executor().open(network, start, Optimizer.NONE)) {
      float[] taught = teacher.predict(inputs, 20);
      Loss known = new Distillation((unused, count) -> taught, 4, 0.9, CrossEntropy.PLAIN);
      double expected = student.lossGradient(inputs, labels, known).loss();
      float[] losses = student.train(TinyNets.batches(network, 20), loss(teacher), 0, 1, i -> 0.1);
      assertThat((double) losses[0]).isCloseTo(expected, within(1e-5));
      assertThat(teacher.state().parameters()).isEqualTo(teacherWeights(network));
    }
  }

  private static TrainingState train(
      Executor executor,
      NetworkSpec network,
      TrainingState start,
      long from,
      long to,
      float[] losses) {
    BatchSource batches = TinyNets.batches(network, 20);
    try (Session teacher = teacher(executor, network);
        Session student = executor.open(network, start, ADAM)) {
      float[] got = student.train(batches, loss(teacher), from, to, i -> 0.01);
      System.arraycopy(got, 0, losses, 0, got.length);
      return student.state();
    }
  }

  private static Loss loss(Session teacher) {
    return new Distillation(teacher::predict, 4, 0.9, CrossEntropy.PLAIN);
  }

  private static Session teacher(Executor executor, NetworkSpec network) {
    TrainingState state = TrainingState.fresh(teacherWeights(network), null);
    return executor.open(network, state, Optimizer.NONE);
  }

  private static SortedMap<String, Tensor> teacherWeights(NetworkSpec network) {
    SortedMap<String, Tensor> weights = TinyNets.weights(network);
    weights.values().forEach(tensor -> tensor.data()[0] += 0.5f);
    return weights;
  }

  private static TrainingState student(NetworkSpec network) {
    SortedMap<String, Tensor> weights = TinyNets.weights(network);
    Mask mask = TinyNets.mask(network, 0.4);
    mask.applyTo(weights);
    return TrainingState.fresh(weights, mask);
  }
}
