package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in JVMs of their own, killed or interrupted on the way and then resumed. */
class KilledRunTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long ITERATIONS = 300;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String LAYERS =
      "[flatten, dense: 100, swish: 1.5, dropout: 0.2, dense: 50, leaky_relu, gate: channel, dense:"
          + " 10]";

  private final List<Process> children = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void leaveNoneBehind() {
    children.forEach(Process::destroyForcibly);
  }

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
    Path jars = Files.createDirectory(folder.resolve("plugins"));
    HandbookJar.make("adding-an-objective.md", jars, Files.createDirectory(folder.resolve("w")));
    HandbookJar.make("adding-a-layer.md", jars, Files.createDirectory(folder.resolve("v")));
    String[] plugins = {"--plugins", jars.toString()};
    JsonNode clean = run(folder.resolve("clean"), plugins, "run", file.toString(), "--json");

    Path home = folder.resolve("killed");
    Files.writeString(hold(), Hold.DENSE.name());
    Process child = espalier(home, plugins, "run", file.toString());
    await("the dense training is under way", child, () -> trains(home, "r1.dense.train"));
    assertThat(home.resolve("logs/espalier.log")).as("from the first run on").exists();
    child.destroyForcibly().waitFor();
    assertThat(status(home).at("/run/state").asText()).isEqualTo("running");
    assertThat(status(home).at("/run/reason").asText()).isEqualTo("interrupted");
    assertThat(CommandLineRun.of(home, "logs", "r1.dense.train").out())
        .as("the log of the killed attempt")
        .contains("operator train");

    Files.writeString(hold(), Hold.PRUNED.name());
    child = espalier(home, plugins, "resume");
    await("a later training is under way", child, () -> trains(home, ".01.train"));
    assertThat(
            CommandLineRun.of(home, "run", file.toString(), "--plugins", jars.toString())
                .exitCode())
        .isEqualTo(4);
    child.destroy();
    Files.delete(hold());
    assertThat(child.waitFor()).as("exit code after SIGTERM").isEqualTo(130);
    assertThat(status(home).at("/run/reason").asText()).isEqualTo("interrupted");

    JsonNode resumed = run(home, plugins, "resume", "--json");
    assertThat(resumed.path("results")).isEqualTo(clean.path("results"));
    assertThat(resumed.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
    assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
    assertThat(CommandLineRun.of(home, "fsck").exitCode()).isZero();
    assertThat(CommandLineRun.of(home, "gc").out())
        .as("checkpoints went with their steps")
        .doesNotContain("checkpoint");
    noTryWasUsedAndNoStepRecordedTwice(home, resumed.path("run_id").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .01.train_to_200 | slow: {protocol: {gradual: {end: 200, every: 100, prune: {densities: [0.5]}}}}
          .01.train_to_200 | paced: {protocol: {prune_while_training: {every: 100, remove: 100, prune: {criterion: {taylor: {form: gate}}, granularity: filter, scope: global, densities: [0.5]}}}}
          .01.tune_fc1_2 | turns: {protocol: {entwined: {steps: 2, iterations: 300, prune: {criterion: {singe: {steps: 2}}, granularity: filter, scope: layer, examples: 10, densities: [0.5]}}}}
          .01.train | again: {after_prune: {restart: 100}}, others: {protocol: {fresh_dense: 1}}, long: {protocol: {extended_dense: again}}
          """)
  void armsOfAnyProtocolKilledInATrainingEndWithTheDigestsOfAnUndisturbedRun(
      String task, String arms) throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    String text = Files.readString(file);
    int from = text.indexOf("arms:");
    int to = text.indexOf("replicates:");
    Files.writeString(
        file, text.substring(0, from) + "arms: {" + arms + "}\n" + text.substring(to));
    Path jars = Files.createDirectory(folder.resolve("plugins"));
    for (String page : List.of("adding-a-treatment.md", "adding-a-protocol.md")) {
      HandbookJar.make(page, jars, Files.createDirectory(folder.resolve(page)));
    }
    String[] plugins = {"--plugins", jars.toString()};
    JsonNode clean = run(folder.resolve("clean"), plugins, "run", file.toString(), "--json");

    Path home = folder.resolve("killed");
    Files.writeString(hold(), Hold.PRUNED.name());
    Process child = espalier(home, plugins, "run", file.toString());
    await("a training with a mask is under way", child, () -> runs(home, task, 0));
    child.destroyForcibly().waitFor();
    Files.delete(hold());

    JsonNode resumed = run(home, plugins, "resume", "--json");
    assertThat(resumed.path("results")).isEqualTo(clean.path("results")).isNotEmpty();
    assertThat(resumed.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
    noTryWasUsedAndNoStepRecordedTwice(home, resumed.path("run_id").asText());
  }

  @Test
  void aRunIsCancelledFromAnotherProcess() throws Exception {
    Path file = TinyExperiment.write(folder, 1_000_000);
    Path home = folder.resolve("cancelled");
    Process child = espalier(home, new String[0], "run", file.toString());
    await("the dense training is under way", child, () -> trains(home, "r1.dense.train"));
    assertThat(CommandLineRun.of(home, "cancel").exitCode()).isZero();
    assertThat(child.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(3);
    assertThat(status(home).path("tasks").findValuesAsText("text")).contains("cancelled");
    CommandLineRun show = CommandLineRun.of(home, "show", "--json");
    assertThat(show.exitCode()).as("a failed run").isEqualTo(3);
    JsonNode shown = MAPPER.readTree(show.out());
    assertThat(shown.path("state").asText()).isEqualTo("failed");
    assertThat(shown.path("reason").asText()).isEqualTo("cancelled");
  }

  private static void noTryWasUsedAndNoStepRecordedTwice(Path home, String runId) {
    try (Store store = Stores.readOnly(home)) {
      for (TaskRecord task : store.tasks().list(runId)) {
        assertThat(task.tryNumber()).as(task.taskId()).isEqualTo(1);
        String key = task.stepKey();
        assertThat(key).as(task.taskId()).isNotNull();
        assertThat(store.steps().attempts(String.valueOf(key)))
            .as(task.taskId())
            .filteredOn(attempt -> attempt.state() == AttemptState.WON)
            .hasSize(1);
      }
    }
  }

  /** Whether one of some trainings has got somewhere, as its owner says. */
  private static boolean trains(Path home, String taskIdsEnd) {
    return runs(home, taskIdsEnd, Double.MIN_VALUE);
  }

  private static boolean runs(Path home, String taskIdsEnd, double progress) {
    if (!Files.exists(home.resolve("owner.json"))) {
      return false;
    }
    for (JsonNode task : status(home).path("tasks")) {
      if (task.path("task_id").asText().endsWith(taskIdsEnd)
          && task.path("shown").asText().equals("RUNNING")
          && task.path("progress").asDouble() >= progress) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode status(Path home) {
    CommandLineRun run = CommandLineRun.of(home, "status", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    try {
      return MAPPER.readTree(run.out());
    } catch (IOException e) {
      throw new AssertionError(run.out(), e);
    }
  }

  private static void await(String what, Process child, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(child.isAlive()).as("the child still runs while we wait until %s", what).isTrue();
      assertThat(System.nanoTime()).as("in time: %s", what).isLessThan(end);
      child.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  private JsonNode run(Path home, String[] plugins, String... arguments) throws Exception {
    Process child = espalier(home, plugins, arguments);
    assertThat(child.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(Files.readString(err())).isZero();
    return MAPPER.readTree(folder.resolve("out").toFile());
  }

  private Process espalier(Path home, String[] plugins, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector", "-Xmx1g"));
    command.add("-D" + HeldExecutor.FILE + "=" + hold());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Espalier.class.getName());
    command.addAll(List.of(arguments));
    command.addAll(List.of(plugins));
    command.addAll(List.of("--home", home.toString(), "--parallel", "1"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process child =
        builder
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(err().toFile())
            .start();
    children.add(child);
    return child;
  }

  /** What to hold, where something is to be held. */
  private Path hold() {
    return folder.resolve("hold");
  }

  private Path err() {
    return folder.resolve("err");
  }
}
