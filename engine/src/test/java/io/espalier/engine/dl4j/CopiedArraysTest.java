package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks whose arrays Java cannot read in place, as those on a card: here, on the CPU. */
class CopiedArraysTest {
  private static final int BATCH = 20;

  static Stream<NetworkSpec> networks() {
    return Stream.of(TinyNets.dense(), TinyNets.conv(), TinyNets.residual());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void copyingArraysToAndFroChangesNoBit(NetworkSpec spec) {
    TrainingState start = TrainingState.fresh(TinyNets.weights(spec), TinyNets.mask(spec, 0.5));
    float[] inputs = new float[BATCH * spec.inputSize()];
    int[] labels = new int[BATCH];
    TinyNets.batches(spec, BATCH).fill(0, inputs, labels);
    Dl4jNetwork copied = new Dl4jNetwork(spec, true);
    try (Session expected = Dl4jExecutor.openStock(spec, start, TrainedDigest.ADAM);
        Session actual = Dl4jExecutor.open(spec, copied, start, TrainedDigest.ADAM)) {
      assertThat(actual.gradients(inputs, labels)).isEqualTo(expected.gradients(inputs, labels));
      for (long i = 0; i < 6; i += 2) {
        float[] losses = actual.train(TinyNets.batches(spec, BATCH), i, i + 2, at -> 0.01);
        assertThat(losses)
            .isEqualTo(expected.train(TinyNets.batches(spec, BATCH), i, i + 2, at -> 0.01));
        // Another number of examples: other arrays.
        int count = BATCH - (int) i;
        assertThat(actual.predict(inputs, count)).isEqualTo(expected.predict(inputs, count));
      }
      Readout readout = Readout.sumOfLogits();
      assertThat(actual.outputGradients(inputs, BATCH, readout))
          .isEqualTo(expected.outputGradients(inputs, BATCH, readout));
      Set<String> layers = spec.bufferShapes().isEmpty() ? Set.of("fc1") : Set.of("bn1");
      Trace trace = expected.trace(inputs, BATCH, readout, layers);
      assertThat(actual.trace(inputs, BATCH, readout, layers))
          .usingRecursiveComparison()
          .isEqualTo(trace);
      assertThat(actual.state()).isEqualTo(expected.state());
    }
  }
}
