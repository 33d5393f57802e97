package io.espalier.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayersTest {
  private static final Catalog CATALOG = Catalog.builtIn();
  private static final DescribedNetworks DESCRIBED =
      CATALOG.get(DescribedNetworks.class, DescribedNetworks.NAME);

  /** The text stands in step keys, so it never changes. */
  @Test
  void layersAreWrittenAsTheyEverWere() {
    List<Layer> layers =
        List.of(
            new Conv(16, 3, 1, null, false, null),
            new BatchNorm(null),
            new Relu(),
            Residual.of(
                List.of(
                    new DepthwiseConv(5, 2, null, true, "deep"),
                    new BatchNorm("norm"),
                    new Relu6(),
                    new Conv(8, 1, 1, null, true, null)),
                List.of(new MaxPool(2, null), new Conv(8, 1, 1, 0, true, null))),
            Residual.of(List.of(new Tanh()), List.of()),
            new MaxPool(3, 1),
            new GlobalAveragePool(),
            new Dense(20, null),
            new Tanh(),
            new Dense(10, null));
    assertThat(text(layers))
        .isEqualTo(
            "layers(input(3,32,32),10,conv(conv1,16,3,1,1,no_bias),batch_norm(bn1),relu,"
                + "residual(body(depthwise_conv(deep,5,2,2,bias),batch_norm(norm),relu6,"
                + "conv(conv3,8,1,1,0,bias)),shortcut(max_pool(2,2),conv(conv4,8,1,1,0,bias))),"
                + "residual(body(tanh),shortcut()),max_pool(3,1),global_average_pool,"
                + "dense(fc1,20),tanh,dense(fc2,10))");
  }

  @Test
  void newKindsAreWrittenByTheSameRule() {
    assertThat(
            text(
                List.of(
                    new AveragePool(2, null),
                    new Gate(Gate.Per.CHANNEL, null),
                    new LeakyRelu(0.01),
                    new Dropout(1e-4),
                    new Flatten(),
                    new Sigmoid(),
                    new Gelu(),
                    new Gate(Gate.Per.LAYER, "all"),
                    new Dense(10, "out"))))
        .isEqualTo(
            "layers(input(3,32,32),10,average_pool(2,2),gate(gate1,channel),leaky_relu(0.01),"
                + "dropout(1.0e-4),flatten,sigmoid,gelu,gate(all,layer),dense(out,10))");
  }

  @ParameterizedTest
  @MethodSource("tinyNetworks")
  void whatIsWrittenIsReadAgain(NetworkSpec network) {
    String text =
        DESCRIBED.text(network.inputShape(), network.classes(), named(network.layers()), CATALOG);
    NetworkDescriptor read = CATALOG.get(NetworkDescriptor.class, text);
    assertThat(((Network) read).spec().layers()).isEqualTo(network.layers());
    assertThat(DESCRIBED.kinds(text)).containsExactlyInAnyOrderElementsOf(kinds(network));
  }

  static Stream<NetworkSpec> tinyNetworks() {
    return Stream.of(
        TinyNets.dense(),
        TinyNets.conv(),
        TinyNets.residual(),
        TinyNets.gated(),
        TinyNets.pooled(),
        TinyNets.nested());
  }

  @Test
  void everyKindOfLayerIsInANetworkThatIsHeldToDifferences() {
    Set<String> kinds = new TreeSet<>();
    tinyNetworks().forEach(network -> kinds.addAll(kinds(network)));
    assertThat(kinds).containsExactlyElementsOf(CATALOG.names(DescribedNetworks.LAYER));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "layers(input(1,4,4),2,flatten,dropout(1.5),dense(fc1,2)) | rate",
        "layers(input(1,4,4),2,flatten,dropout(half),dense(fc1,2)) | half (expected: a number)",
        "layers(input(1,4,4),2,flatten,gate(g,filter),dense(fc1,2)) | filter",
        "layers(input(1,4,4),2,flatten,relu(1),dense(fc1,2)) | 1 parts (expected: at most 0)",
        "layers(input(1,4,4),2,swish,flatten,dense(fc1,2)) | layer: swish (expected one of: [",
        "layers(input(1,4,4),2,flatten,dense(fc1)) | units",
      })
  void textThatDescribesNoLayersIsRefused(String text, String message) {
    assertThatThrownBy(() -> CATALOG.get(NetworkDescriptor.class, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"relu", "relu6", "tanh", "sigmoid", "leaky_relu", "gelu"})
  void derivativesOfNonLinearitiesAreThoseOfDifferences(String kind) {
    Elementwise layer =
        (Elementwise)
            ((Network)
                    CATALOG.get(
                        NetworkDescriptor.class,
                        "layers(input(1,1,1),1,"
                            + (kind.equals("leaky_relu") ? "leaky_relu(0.2)" : kind)
                            + ",flatten,dense(fc1,1))"))
                .spec()
                .layers()
                .get(0);
    double step = 1e-5;
    for (double x : new double[] {-7.3, -2.1, -0.6, -0.05, 0.04, 0.9, 3.3, 5.9, 8.2}) {
      assertThat(layer.slope(x))
          .isCloseTo((layer.of(x + step) - layer.of(x - step)) / (2 * step), within(1e-9));
      assertThat(layer.bend(x))
          .isCloseTo((layer.slope(x + step) - layer.slope(x - step)) / (2 * step), within(1e-9));
    }
    assertThat(layer.passing()).isEqualTo(kind.equals("sigmoid") ? Units.UNKNOWN : Units.APART);
  }

  @Test
  void aDropoutDropsItsRateAndKeepsTheMean() {
    Dropout dropout = new Dropout(0.3);
    RandomSource example = Dropout.example(TinyNets.random("noise").at(4), 2, 7);
    int dropped = 0;
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      float factor = dropout.factor(example, i);
      dropped += factor == 0 ? 1 : 0;
      sum += factor;
      assertThat(factor).isIn(0f, (float) (1 / 0.7));
    }
    assertThat(dropped / 1e5).isCloseTo(0.3, within(0.01));
    assertThat(sum / 1e5).isCloseTo(1, within(0.02));
  }

  @Test
  void aTrainingWithADropoutNeedsSomethingToDrawFrom() {
    NetworkSpec network = TinyNets.gated();
    TrainingState start = TrainingState.fresh(TinyNets.weights(network), null);
    for (var executor : List.of(new JvmExecutor(), new Dl4jExecutor())) {
      try (Session session = executor.open(network, start, Optimizer.NONE)) {
        assertThatThrownBy(
                () ->
                    session.train(
                        new io.espalier.engine.BatchSource() {
                          @Override
                          public int batchSize() {
                            return 2;
                          }

                          @Override
                          public void fill(long iteration, float[] inputs, int[] labels) {}
                        },
                        0,
                        1,
                        iteration -> 0.1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("no source of random numbers");
      }
    }
  }

  private static Set<String> kinds(NetworkSpec network) {
    Set<String> kinds = new TreeSet<>();
    collect(network.layers(), kinds);
    return kinds;
  }

  private static void collect(List<Layer> layers, Set<String> kinds) {
    for (Layer layer : layers) {
      kinds.add(layer.kind());
      if (layer instanceof Residual residual) {
        collect(residual.longer(), kinds);
        collect(residual.shorter(), kinds);
      }
    }
  }

  private static String text(List<Layer> layers) {
    return DESCRIBED.text(List.of(3, 32, 32), 10, named(layers), CATALOG);
  }

  private static List<Named> named(List<Layer> layers) {
    return layers.stream().map(layer -> new Named(layer.kind(), (Record) layer)).toList();
  }

  @Test
  void initialiserIsThatOfTheDescription() {
    NetworkDescriptor read =
        CATALOG.get(NetworkDescriptor.class, "layers(input(1,2,2),2,flatten,dense(fc1,2))");
    assertThat(((Network) read).spec().initialiser()).isEqualTo(Initialiser.KAIMING_NORMAL);
  }
}
