package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensors;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What needs a card is skipped with a reason where there is none, and fails there with {@code
 * ESPALIER_REQUIRE_GPU=1}.
 */
class CudaExecutorTest {
  private static final int BATCH = 24;

  private final CudaExecutor executor = new CudaExecutor();

  static Stream<NetworkSpec> networks() {
    return Stream.of(TinyNets.dense(), TinyNets.conv(), TinyNets.residual());
  }

  @Test
  void itIsFoundByName() {
    assertThat(ServiceLoader.load(Executor.class))
        .anySatisfy(found -> assertThat(found).isInstanceOf(CudaExecutor.class));
    assertThat(executor.name()).isEqualTo("dl4j-cuda");
  }

  @Test
  void withoutACardItRefusesWithAReasonAndTheNextStep() {
    String lack = executor.lacking().map(Object::toString).orElse("");
    assumeFalse(lack.isEmpty(), "there is a card");
    assertThat(lack).contains("ESPALIER_BACKEND=cuda");
    assertThatThrownBy(executor::runtime)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("executor dl4j-cuda: " + lack);
  }

  @Test
  void theTwoBuildsHaveOneExecutorOfDl4jEach() {
    assertThat(new Dl4jExecutor().lackingBuild().isEmpty())
        .isNotEqualTo(executor.lackingBuild().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void onACardLossGradientsLogitsAndUpdatesAreThoseOfTheJvm(NetworkSpec spec) {
    requireCard();
    TrainingState start = TrainingState.fresh(TinyNets.weights(spec), null);
    float[] inputs = new float[BATCH * spec.inputSize()];
    int[] labels = new int[BATCH];
    TinyNets.batches(spec, BATCH).fill(0, inputs, labels);
    try (Session expected = new JvmExecutor().open(spec, start, Optimizer.NONE);
        Session actual = executor.open(spec, start, Optimizer.NONE)) {
      expected
          .gradients(inputs, labels)
          .forEach(
              (name, tensor) ->
                  assertClose(
                      name,
                      Tensors.get(actual.gradients(inputs, labels), name).data(),
                      tensor.data()));
      assertClose("logits", actual.predict(inputs, BATCH), expected.predict(inputs, BATCH));
    }
    try (Session expected = new JvmExecutor().open(spec, start, TrainedDigest.ADAM);
        Session actual = executor.open(spec, start, TrainedDigest.ADAM)) {
      assertClose(
          "losses",
          actual.train(TinyNets.batches(spec, BATCH), 0, 3, at -> 0.001),
          expected.train(TinyNets.batches(spec, BATCH), 0, 3, at -> 0.001));
    }
  }

  private void requireCard() {
    String lack = executor.lacking().map(Object::toString).orElse("");
    assumeTrue(lack.isEmpty() || System.getenv("ESPALIER_REQUIRE_GPU") != null, lack);
  }

  private static void assertClose(String name, float[] actual, float[] expected) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    double largest = 1e-5;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    assertThat(worst / largest).as("largest difference in %s", name).isLessThan(1e-3);
  }
}
