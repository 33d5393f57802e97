package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.objective.CrossEntropy;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Passes at parameters that are not the session's. */
class GivenParametersTest {
  private static final int COUNT = 6;
  private static final Optimizer MOMENTUM =
      new Optimizer(Optimizer.Kind.MOMENTUM, 0.9, 0.9, 0.999, 1e-8, 1e-3);

  record Case(Executor executor, NetworkSpec network, Statistics statistics) {
    @Override
    public String toString() {
      return executor.name() + " " + network.name() + " " + statistics;
    }

    Session open() {
      return executor.open(network, TrainingState.fresh(own(), null), Optimizer.NONE);
    }

    /** What the session itself stands at. */
    SortedMap<String, Tensor> own() {
      return TinyNets.weights(network);
    }

    /** Other weights, and running statistics that are not those of any batch here. */
    SortedMap<String, Tensor> given() {
      SortedMap<String, Tensor> given = new TreeMap<>();
      own()
          .forEach(
              (name, tensor) -> {
                Tensor other = tensor.copy();
                RandomSource random = TinyNets.random("given").at(name);
                for (int i = 0; i < other.data().length; i++) {
                  other.data()[i] *= (float) (1 + 0.2 * random.uniform(i));
                }
                given.put(name, other);
              });
      return given;
    }

    Point at(float[] inputs, int count) {
      return new Point(given(), inputs, count, statistics);
    }

    float[] inputs(int count) {
      float[] inputs = new float[count * network.inputSize()];
      TinyNets.batches(network, count).fill(1, inputs, new int[count]);
      return inputs;
    }

    float[] slopes(int count) {
      RandomSource random = TinyNets.random("slopes");
      float[] slopes = new float[count * network.classes()];
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = (float) random.normal(i);
      }
      return slopes;
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Statistics statistics : Statistics.values()) {
      for (Executor executor : List.of(new JvmExecutor(), new Dl4jExecutor())) {
        for (NetworkSpec network :
            List.of(TinyNets.dense(), TinyNets.conv(), TinyNets.residual(), TinyNets.pooled())) {
          cases.add(new Case(executor, network, statistics));
        }
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void slopesAreTakenBackAsCentralDifferencesInDoublePrecisionDo(Case given) {
    float[] inputs = given.inputs(COUNT);
    float[] slopes = given.slopes(COUNT);
    boolean training = given.statistics() == Statistics.BATCH;
    ReferenceNet reference = new ReferenceNet(given.network(), given.given());
    try (Session session = given.open()) {
      Pullback back = session.backward(given.at(inputs, COUNT), slopes);
      assertClose(back.parameters(), reference.pullback(inputs, COUNT, slopes, training), 2e-3);
      assertThat(back.inputs().shape()).containsExactly(COUNT, 2, 6, 6);
      assertClose(
          "inputs",
          back.inputs().data(),
          reference.pullbackToInputs(inputs, COUNT, slopes, training),
          2e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void backAndForthAreThoseOfASessionThatIsOpenedThere(Case given) {
    // More than one chunk of examples, so that its borders count too.
    int count = given.network().fullyConnected() ? 600 : 150;
    float[] inputs = given.inputs(count);
    int[] labels = new int[count];
    TinyNets.batches(given.network(), count).fill(1, inputs, labels);
    TrainingState there = TrainingState.fresh(given.given(), null);
    try (Session session = given.open();
        Session other = given.executor().open(given.network(), there, Optimizer.NONE)) {
      Point at = given.at(inputs, count);
      if (given.statistics() == Statistics.RUNNING) {
        assertThat(session.forward(at).logits()).isEqualTo(other.predict(inputs, count));
        float[] ones = new float[count * given.network().classes()];
        Arrays.fill(ones, 1f);
        assertThat(session.backward(at, ones).parameters())
            .isEqualTo(other.outputGradients(inputs, count, Readout.sumOfLogits()));
        return;
      }
      LossGradient loss = other.lossGradient(inputs, labels, CrossEntropy.PLAIN);
      assertThat(loss.logits()).isEqualTo(session.forward(at).logits());
      assertClose(
          session.backward(at, loss.slopes()).parameters(), other.gradients(inputs, labels), 1e-5);
      BatchSource batches = TinyNets.batches(given.network(), count);
      if (!given.network().drawsRandomly()) { // only a training drops anything out
        assertThat(loss.loss()).isEqualTo(other.train(batches, 1, 2, i -> 0)[0], within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void buffersMoveAsInOneIterationOfATrainingAndInAPredictionNotAtAll(Case given) {
    float[] inputs = given.inputs(COUNT);
    TrainingState there = TrainingState.fresh(given.given(), null);
    SortedMap<String, Tensor> expected = new TreeMap<>(given.given());
    try (Session session = given.open();
        Session other = given.executor().open(given.network(), there, Optimizer.NONE)) {
      if (given.statistics() == Statistics.BATCH) {
        other.train(TinyNets.batches(given.network(), COUNT), 1, 2, i -> 0);
        expected.putAll(other.state().parameters());
      }
      expected.keySet().retainAll(given.network().bufferShapes().keySet());
      assertClose(session.forward(given.at(inputs, COUNT)).buffers(), expected, 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTrainingGoesOnToTheLastBitAsIfNothingHadBeen(Case given) {
    NetworkSpec network = given.network();
    Mask mask = TinyNets.mask(network, 0.4);
    SortedMap<String, Tensor> weights = given.own();
    mask.applyTo(weights);
    TrainingState start = TrainingState.fresh(weights, mask);
    BatchSource batches = TinyNets.batches(network, 20);
    TrainingState undisturbed;
    try (Session session = given.executor().open(network, start, MOMENTUM)) {
      session.train(batches, 0, 6, i -> 0.05);
      undisturbed = session.state();
    }
    // As many examples as the training has, and others.
    for (int count : new int[] {20, 7}) {
      Point at = given.at(given.inputs(count), count);
      float[] slopes = given.slopes(count);
      try (Session session = given.executor().open(network, start, MOMENTUM)) {
        for (int i = 0; i < 6; i++) {
          session.forward(at);
          session.train(batches, i, i + 1, each -> 0.05);
          float[] logits = session.predict(at.inputs(), count);
          Pullback back = session.backward(at, slopes);
          assertThat(session.predict(at.inputs(), count)).isEqualTo(logits);
          assertThat(session.backward(at, slopes)).usingRecursiveComparison().isEqualTo(back);
          session.lossGradient(at.inputs(), new int[count], CrossEntropy.PLAIN);
        }
        assertThat(session.state().parameters()).isEqualTo(undisturbed.parameters());
        assertThat(session.state().optimizerState()).isEqualTo(undisturbed.optimizerState());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Statistics.class)
  void whatIsNoPointOfTheNetworkIsRefused(Statistics statistics) {
    for (Executor executor : List.of(new JvmExecutor(), new Dl4jExecutor())) {
      Case given = new Case(executor, TinyNets.residual(), statistics);
      float[] inputs = given.inputs(COUNT);
      float[] slopes = given.slopes(COUNT);
      SortedMap<String, Tensor> fewer = given.given();
      fewer.remove("bn1.running_mean");
      SortedMap<String, Tensor> longer = given.given();
      longer.put("fc.bias", Tensor.zeros(5));
      try (Session session = given.open()) {
        assertThatThrownBy(() -> session.forward(new Point(fewer, inputs, COUNT, statistics)))
            .hasMessageStartingWith("parameters: [");
        assertThatThrownBy(
                () -> session.backward(new Point(longer, inputs, COUNT, statistics), slopes))
            .hasMessage("fc.bias: shape [5] (expected: [4])");
        assertThatThrownBy(() -> session.forward(given.at(inputs, COUNT + 1)))
            .hasMessage("count: 7 (expected: at least 1, with 72 inputs each; there are 432)");
        assertThatThrownBy(() -> session.backward(given.at(inputs, COUNT), new float[23]))
            .hasMessage("slopes: 23 (expected: at least 6 · 4)");
      }
    }
  }

  private static void assertClose(
      SortedMap<String, Tensor> actual, SortedMap<String, Tensor> expected, double tolerance) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) ->
            assertClose(name, Tensors.get(actual, name).data(), tensor.data(), tolerance));
  }

  private static void assertClose(String name, float[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("%s[%d]", name, i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
