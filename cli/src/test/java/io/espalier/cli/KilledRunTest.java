package io.espalier.cli;

import static io.espalier.cli.Children.await;
import static io.espalier.cli.Children.noTryWasUsedAndNoStepRecordedTwice;
import static io.espalier.cli.Children.status;
import static io.espalier.cli.Children.trains;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.HeldExecutor.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Runs in JVMs of their own, killed or interrupted on the way and then resumed. */
class KilledRunTest extends ChildrenFixture {
  private static final String LAYERS =
      "[flatten, dense: 100, swish: 1.5, dropout: 0.2, dense: 50, leaky_relu, gate: channel, dense:"
          + " 10]";

  @Test
  void killedAndInterruptedRunsEndWithTheDigestsOfAnUndisturbedOne() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    // Its layers draw while they train, and one is of a user's jar. One arm is taught by the dense
    // network, the other has an objective from a user's jar.
    Files.writeString(
        file,
        Files.readString(file)
            .replace("model: lenet-300-100", "model: {layers: " + LAYERS + "}")
            .replace("{rewind: 0}}", "{rewind: 0}, objective: distill}")
            .replace("masks_from: ticket}", "masks_from: ticket, objective: focal}"));
    String plugins =
        ExampleJar.plugins(folder, "adding-an-objective.md", "adding-a-layer.md").toString();
    String[] command = {"run", file.toString(), "--plugins", plugins};
    JsonNode clean =
        children.run(
            folder.resolve("clean"), "run", file.toString(), "--plugins", plugins, "--json");

    Path home = folder.resolve("killed");
    children.hold(Hold.DENSE);
    Process child = children.start(home, command);
    await("the dense training is under way", child, () -> trains(home, "r1.dense.train"));
    assertThat(home.resolve("logs/espalier.log")).as("from the first run on").exists();
    child.destroyForcibly().waitFor();
    assertThat(status(home).at("/run/state").asText()).isEqualTo("running");
    assertThat(status(home).at("/run/reason").asText()).isEqualTo("interrupted");
    assertThat(CommandLineRun.of(home, "logs", "r1.dense.train").out())
        .as("the log of the killed attempt")
        .contains("operator train");

    children.hold(Hold.PRUNED);
    child = children.start(home, "resume", "--plugins", plugins);
    await("a later training is under way", child, () -> trains(home, ".01.train"));
    assertThat(CommandLineRun.of(home, command).exitCode()).isEqualTo(4);
    child.destroy();
    children.slow();
    assertThat(child.waitFor()).as("exit code after SIGTERM").isEqualTo(130);
    children.release();
    assertThat(status(home).at("/run/reason").asText()).isEqualTo("interrupted");

    JsonNode resumed = children.run(home, "resume", "--plugins", plugins, "--json");
    assertThat(resumed.path("results")).isEqualTo(clean.path("results"));
    assertThat(resumed.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
    assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
    assertThat(CommandLineRun.of(home, "fsck").exitCode()).isZero();
    assertThat(CommandLineRun.of(home, "gc").out())
        .as("checkpoints went with their steps")
        .doesNotContain("checkpoint");
    noTryWasUsedAndNoStepRecordedTwice(home, resumed.path("run_id").asText());
  }

  /** Task, how far it gets (0: trainings with masks are held in the middle), and settings. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .01.train_to_200 | 0 | arms: {slow: {protocol: {gradual: {end: 200, every: 100, prune: {densities: [0.5]}}}}}
          .01.train_to_200 | 0 | arms: {paced: {protocol: {prune_while_training: {every: 100, remove: 100, prune: {criterion: {taylor: {form: gate}}, granularity: filter, scope: global, densities: [0.5]}}}}}
          .01.tune_fc1_1 | 0 | arms: {turns: {protocol: {entwined: {steps: 2, iterations: 300, prune: {criterion: {singe: {steps: 2}}, granularity: filter, scope: layer, examples: 10, densities: [0.5]}}}}}
          .01.train | 0 | arms: {again: {after_prune: {restart: 100}}, others: {protocol: {fresh_dense: 1}}, long: {protocol: {extended_dense: again}}}
          .01.train | 0 | train: {optimizer: sgd, learning_rate: 0.05, batch: 20, iterations: 100}, arms: {wml: {protocol: {mutual_learning: {outer: 100}}}}
          .01.construct | 0.05 | model: {layers: [flatten, dense: 30, relu, dense: 10]}, arms: {ticket: {after_prune: {rewind: 0}}, strong: {protocol: {strong_ticket: {target: ticket, rho: 12}}}}
          .subsets.00001 | 0.05 | model: {layers: [flatten, dense: 30, relu, dense: 10]}, arms: {ticket: {after_prune: {rewind: 0}}}, analyses: {tail: {memorisation: {subsets: 40, a_task: 40}}}
          """)
  void runsKilledInATaskEndWithTheDigestsOfAnUndisturbedOne(
      String task, double progress, String settings) throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    change(file, settings);
    String plugins =
        ExampleJar.plugins(folder, "adding-a-treatment.md", "adding-a-protocol.md").toString();
    JsonNode clean =
        children.run(
            folder.resolve("clean"), "run", file.toString(), "--plugins", plugins, "--json");

    Path home = folder.resolve("killed");
    if (progress == 0) {
      children.hold(Hold.PRUNED);
    }
    Process child = children.start(home, "run", file.toString(), "--plugins", plugins);
    await("the task is under way", child, () -> Children.runs(home, task, progress));
    child.destroyForcibly().waitFor();
    children.release();

    JsonNode resumed = children.run(home, "resume", "--plugins", plugins, "--json");
    assertThat(resumed.path("results")).isEqualTo(clean.path("results")).isNotEmpty();
    assertThat(resumed.path("analyses")).isEqualTo(clean.path("analyses"));
    assertThat(resumed.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
    noTryWasUsedAndNoStepRecordedTwice(home, resumed.path("run_id").asText());
  }

  /** Puts settings into an experiment in the place of its own. */
  private static void change(Path file, String settings) throws IOException {
    Map<Object, Object> all = new LinkedHashMap<>(mapping(Files.readString(file)));
    all.putAll(mapping("{" + settings + "}"));
    new ObjectMapper().writeValue(file.toFile(), all);
  }

  private static Map<?, ?> mapping(String yaml) {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  @Test
  void aRunIsCancelledFromAnotherProcess() throws Exception {
    Path file = TinyExperiment.write(folder, 1_000_000);
    Path home = folder.resolve("cancelled");
    Process child = children.start(home, "run", file.toString());
    await("the dense training is under way", child, () -> trains(home, "r1.dense.train"));
    assertThat(CommandLineRun.of(home, "cancel").exitCode()).isZero();
    assertThat(Children.exitCode(child)).isEqualTo(3);
    assertThat(status(home).path("tasks").findValuesAsText("text")).contains("cancelled");
    CommandLineRun show = CommandLineRun.of(home, "show", "--json");
    assertThat(show.exitCode()).as("a failed run").isEqualTo(3);
    JsonNode shown = new ObjectMapper().readTree(show.out());
    assertThat(shown.path("state").asText()).isEqualTo("failed");
    assertThat(shown.path("reason").asText()).isEqualTo("cancelled");
  }
}
