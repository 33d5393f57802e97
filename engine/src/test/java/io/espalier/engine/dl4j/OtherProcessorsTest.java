package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.BatchSource;
import io.espalier.engine.ChildJvm;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Relu;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What oneDNN takes on this processor, and on one that has less, in processes of their own. */
class OtherProcessorsTest {
  /** Is read by oneDNN when it is loaded; more than the processor has changes nothing. */
  private static final String PROCESSOR = "ONEDNN_MAX_CPU_ISA";

  @ParameterizedTest
  @ValueSource(strings = {"DEFAULT", "AVX2", "AVX", "SSE41"})
  void stridesOverChannelsThatFillNoVectorEndNoProcessAndGiveTheGradientsOfTheOtherExecutor(
      String processor) throws Exception {
    List<String> vectors = List.of("--add-modules", "jdk.incubator.vector");
    assertThat(ChildJvm.lines(Map.of(PROCESSOR, processor), vectors, Strides.class)).isEmpty();
  }

  /** Takes gradients of convolutions with a kernel of 1 and a stride of 2. */
  static final class Strides {
    private static final int COUNT = 32;
    private static final int TIMES = 8;

    private Strides() {}

    public static void main(String[] none) {
      for (int channels : new int[] {4, 6, 8, 12, 16}) {
        NetworkSpec network =
            new NetworkSpec(
                "strides",
                List.of(2, 16, 16),
                4,
                List.of(
                    new Conv(channels, 3, 1, 1, false, "conv1"),
                    new Relu(),
                    // Gives its outputs in the order in which the next one is at fault.
                    new Conv(channels, 3, 1, 1, false, "conv2"),
                    new Relu(),
                    new Conv(8, 1, 2, 0, false, "conv3"),
                    new Relu(),
                    new GlobalAveragePool(),
                    new Dense(4, "fc")),
                Initialiser.KAIMING_NORMAL);
        try (Session library = open(new Dl4jExecutor(), network);
            Session own = open(new JvmExecutor(), network)) {
          BatchSource batches = TinyNets.batches(network, COUNT);
          float[] inputs = new float[COUNT * network.inputSize()];
          int[] labels = new int[COUNT];
          batches.fill(1, inputs, labels);
          SortedMap<String, Tensor> expected = own.gradients(inputs, labels);
          for (int i = 0; i < TIMES; i++) {
            assertClose(library.gradients(inputs, labels), expected);
          }
        }
      }
    }

    private static Session open(Executor executor, NetworkSpec network) {
      TrainingState start = TrainingState.fresh(TinyNets.weights(network), null);
      return executor.open(network, start, Optimizer.NONE);
    }

    /** As vectors: sums over so many positions differ by rounding, unlike what is overwritten. */
    private static void assertClose(
        SortedMap<String, Tensor> got, SortedMap<String, Tensor> expected) {
      expected.forEach(
          (name, tensor) -> {
            float[] values = Objects.requireNonNull(got.get(name)).data();
            double difference = 0;
            double length = 0;
            for (int i = 0; i < values.length; i++) {
              difference = Math.hypot(difference, values[i] - tensor.data()[i]);
              length = Math.hypot(length, tensor.data()[i]);
            }
            assertThat(difference).as(name).isLessThan(0.01 * length);
          });
    }
  }
}
