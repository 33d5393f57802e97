package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.engine.TinyNets;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.ExperimentJson;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.model.family.LeNet300100;
import io.espalier.model.family.LeNet5;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Relu;
import io.espalier.model.layer.Relu6;
import io.espalier.model.layer.Residual;
import io.espalier.model.layer.Tanh;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.tensor.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribedNetworkTest {
  private final Catalog catalog = Catalog.builtIn();

  @Test
  void aNetworkFromAFileIsTheNetworkThatItDescribes() {
    Network lenet =
        network("procedural", "[flatten, dense: 300, relu, dense: 100, relu, dense: 10]");
    assertThat(lenet.spec().layers()).isEqualTo(new LeNet300100().spec().layers());
    assertThat(lenet.spec().inputShape()).containsExactly(1, 28, 28);
    Network five =
        network(
            "procedural",
            "[conv: {filters: 20, kernel: 5, padding: 0}, relu, max_pool, conv: {filters: 50,"
                + " kernel: 5, padding: 0}, relu, max_pool: 2, flatten, dense: 500, relu, dense:"
                + " 10]");
    assertThat(five.spec().layers()).isEqualTo(new LeNet5().spec().layers());
  }

  @Test
  void blocksAreDescribedToo() {
    Network network =
        network(
            "procedural-cifar",
            "[conv: {filters: 16, bias: false}, batch_norm, relu, residual: {body: [depthwise_conv:"
                + " {stride: 2, bias: false, name: deep}, batch_norm: norm, relu6, conv: {filters:"
                + " 8, kernel: 1}], shortcut: [conv: {filters: 8, kernel: 1, stride: 2}]}, tanh,"
                + " global_average_pool, dense: {units: 10, name: out}]");
    assertThat(network.spec().layers())
        .containsExactly(
            new Conv(16, 3, 1, 1, false, "conv1"),
            new BatchNorm("bn1"),
            new Relu(),
            Residual.of(
                List.of(
                    new DepthwiseConv(3, 2, 1, false, "deep"),
                    new BatchNorm("norm"),
                    new Relu6(),
                    new Conv(8, 1, 1, 0, true, "conv3")),
                List.of(new Conv(8, 1, 2, 0, true, "conv4"))),
            new Tanh(),
            new GlobalAveragePool(),
            new Dense(10, "out"));
  }

  @Test
  void onlyNetworksWithTwoNonLinearitiesInARowAreOfTheSecondVersion() {
    assertThat(network("procedural", "[flatten, dense: 5, relu, dense: 10]").version())
        .isEqualTo(1);
    Network twice = network("procedural", "[flatten, dense: 5, tanh, relu, dense: 10]");
    assertThat(twice.version()).isEqualTo(2);
    assertThat(twice.knownFaults()).hasSize(1);
  }

  @Test
  void thePlanHoldsTheNetworkAndNotHowItWasWritten() {
    Plan plan = plan("procedural", "[flatten, dense: 20, relu, dense: 10]");
    assertThat(plan.network())
        .contains("layers(input(1,28,28),10,flatten,dense(fc1,20),relu,dense(fc2,10))");
    Plan same = plan("procedural", "[flatten, dense: {units: 20}, relu: {}, dense: 10]");
    assertThat(same.dag()).isEqualTo(plan.dag());
    Plan other = plan("procedural", "[flatten, dense: 21, relu, dense: 10]");
    assertThat(other.dag()).isNotEqualTo(plan.dag());
  }

  @Test
  void startWeightsTakeThePlaceOfADraw() {
    Experiment experiment =
        load(
            "procedural",
            "name: lenet-300-100, start_weights: a.safetensors, tensors: {fc1.bias: b}");
    String digest = "d".repeat(64);
    Plan plan = Planner.plan(experiment, catalog, List.of(), digest);
    Task first = initialise(plan);
    assertThat(first.operator()).isEqualTo("import_weights");
    assertThat(first.inputs()).extracting(TaskInput::digest).containsExactly(digest);
    assertThat(first.streams()).isEmpty();
    assertThat(first.parameters().path("tensors").path("fc1.bias").asText()).isEqualTo("b");
  }

  @Test
  void startWeightsThatDoNotFitAreFoundInTheExperimentFile(@TempDir Path folder)
      throws IOException {
    NetworkSpec network = catalog.get(Network.class, "lenet-300-100").spec();
    Path file = folder.resolve("state.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, TinyNets.weights(network));
    }
    String model = "name: lenet-300-100, start_weights: " + file + ", tensors: {fc1.bias: %s}";

    assertThat(load("procedural", model.formatted("fc1.bias")).model().startWeights())
        .isEqualTo(file.toString());
    assertThatThrownBy(() -> load("procedural", model.formatted("fc0.bias")))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("x.yaml:4:")
        .hasMessageContaining("model.tensors: fc1.bias: fc0.bias (expected: one of the file's")
        .hasMessageContaining("[fc1.bias, fc1.weight,");
    Files.writeString(file, "no tensors");
    assertThatThrownBy(() -> load("procedural", model.formatted("fc1.bias")))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("model.start_weights: safetensors: ");
  }

  @Test
  void theInitialiserOfTheFileIsTheDraws() {
    Experiment experiment = load("procedural", "name: lenet-300-100, initialiser: kaiming_normal");
    Plan plan = Planner.plan(experiment, catalog, List.of(), null);
    assertThat(initialise(plan).parameters().path("distribution").asText())
        .isEqualTo("kaiming_normal");
  }

  @Test
  void aStoredConfigurationLoadsAgain() {
    Experiment experiment =
        load("procedural", "layers: [flatten, dense: 20, residual: {body: [tanh]}, dense: 10]");
    assertThat(Experiments.parse("stored", ExperimentJson.bytes(experiment), catalog))
        .isEqualTo(experiment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "layers: [flatten, dense: 20, conv: 3, dense: 10] |"
            + " x.yaml:4:39: model.layers.2: model: layer conv1: gets [20] (expected: [channels,"
            + " height, width])",
        "layers: [dense: 10] | x.yaml:4:19: model.layers.0: model: layer fc1: gets [1, 28, 28]"
            + " (expected: one dimension: put flatten in front of it)",
        "layers: [flatten, dense: 9] | x.yaml:4:18: model.layers: model: ends with [9] (expected: a"
            + " dense layer of 10 logits)",
        "layers: [] | x.yaml:4:18: model.layers: model: ends with [1, 28, 28] (expected: a dense",
        "layers: [flatten, dense: {units: 10, name: A/b}] |"
            + " x.yaml:4:53: model.layers.1.dense.name: A/b (expected: lower-case",
        "layers: [flatten, residual: {body: [dense: 3]}, dense: 10] |"
            + " x.yaml:4:28: model.layers.1: model: layer 1 (residual): the body gives [3]",
        "layers: [flatten, dens: 10] | x.yaml:4:28: model.layers.1: dens (expected: one of:",
        "layers: [flatten, dense: 10], name: lenet-5 | x.yaml:4:8: model: name and layers",
        "initialiser: glorot_normal | x.yaml:4:8: model: no name (expected: name or layers)",
        "name: lenet-5, tensors: {a: b} | x.yaml:4:34: model.tensors: names of tensors (expected:"
            + " start_weights as well)"
      })
  void mistakesAreFoundWhereTheyStand(String model, String message) {
    assertThatThrownBy(() -> load("procedural", model))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"layers(", "layers(input(1,28,28),10))", "layers()", "layers(a(b),c)"})
  void whatIsNoDescriptionIsRefused(String text) {
    assertThatThrownBy(() -> catalog.find(Network.class, text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Task initialise(Plan plan) {
    return plan.dag().tasks().stream()
        .filter(task -> task.node().taskId().equals("r1.initialise"))
        .findFirst()
        .orElseThrow();
  }

  private Network network(String data, String layers) {
    return catalog.get(Network.class, plan(data, layers).network().orElseThrow());
  }

  private Plan plan(String data, String layers) {
    return Planner.plan(load(data, "layers: " + layers), catalog, List.of(), null);
  }

  private Experiment load(String data, String model) {
    String file =
        """
        name: x
        seed: 3
        data: %s
        model: { %s }
        train: { optimizer: sgd, learning_rate: 0.1, batch: 10, iterations: 10 }
        prune: { rounds: 1, fraction: 0.2 }
        arms: { ticket: { after_prune: { rewind: 0 } } }
        """
            .formatted(data, model);
    return Experiments.parse("x.yaml", file.getBytes(StandardCharsets.UTF_8), catalog);
  }
}
