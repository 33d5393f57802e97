package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.catalog.Catalog;
import io.espalier.experiment.schema.ExperimentReference;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Distillation and the objective that the handbook shows, in a user's jar, through the command. */
class ObjectivesTest {
  @TempDir private Path folder;
  private Path plugins = Path.of("");

  @BeforeEach
  void packTheHandbooksObjective() throws IOException {
    plugins = ExampleJar.plugins(folder, "adding-an-objective.md");
  }

  @Test
  void anObjectiveFromAJarIsTrainedForAndOnlyItsOwnTrainingsHaveOtherKeys() throws IOException {
    Path home = folder.resolve("home");
    JsonNode plain = run(home, experiment("", ""));
    JsonNode other = run(home, experiment("", ", objective: {focal: {gamma: 1}}"));

    assertThat(other.at("/steps/executed").asInt()).as("train and evaluate").isEqualTo(2);
    assertThat(other.at("/steps/cached").asInt())
        .isEqualTo(plain.at("/steps/executed").asInt() - 2);
    JsonNode byDefault = run(home, experiment("", ", objective: {focal: {gamma: 2}}"));
    assertThat(byDefault.at("/steps/executed").asInt()).isEqualTo(2);
    // At its default a setting is left out, however the file has it.
    assertThat(run(home, experiment("", ", objective: focal")).at("/steps/executed").asInt())
        .isZero();
    CommandLineRun forgotten =
        CommandLineRun.of(home, "run", experiment("", ", objective: focal").toString());
    assertThat(forgotten.exitCode()).isEqualTo(2);
    assertThat(forgotten.err())
        .contains("arms.reinit.objective: focal (expected: one of: cross_entropy, distill");
  }

  @Test
  void teachersAreInputsSoThatArmsMayBeRenamed() throws IOException {
    Path home = folder.resolve("home");
    run(home, experiment("", ", objective: {distill: ticket}"));
    Path renamed = experiment("", ", objective: {distill: ticket}");
    Files.writeString(renamed, Files.readString(renamed).replace("ticket", "winner"));

    JsonNode again = run(home, renamed);
    assertThat(again.at("/steps/executed").asInt()).isZero();
    String runId = again.path("run_id").asText();
    String weights;
    try (Store store = Stores.readOnly(home)) {
      TaskRecord student =
          store.tasks().list(runId).stream()
              .filter(task -> task.taskId().equals("r1.reinit.01.train"))
              .findFirst()
              .orElseThrow();
      assertThat(store.steps().find(String.valueOf(student.stepKey())).orElseThrow().keyJson())
          .contains("\"role\":\"teacher\"", "\"role\":\"teacher_mask\"")
          .contains("\"objective\":{\"name\":\"distill\"}");
      weights =
          store.steps().outputs(String.valueOf(student.stepKey())).stream()
              .filter(output -> output.role().equals("weights"))
              .findFirst()
              .orElseThrow()
              .artifact()
              .sha256();
    }
    CommandLineRun lineage = CommandLineRun.of(home, "lineage", weights, "--json");
    assertThat(new ObjectMapper().readTree(lineage.out()).path("edges").findValuesAsText("role"))
        .contains("teacher", "teacher_mask");
  }

  @Test
  void whatTheJarSaysOfItsSettingsHoldsInFilesAndInTheReference() throws IOException {
    assertThat(refusal("", ", objective: {focal: {gama: 1}}"))
        .contains("tiny.yaml:10:79: arms.reinit.objective.focal: unknown key gama")
        .contains("did you mean gamma?");
    assertThat(refusal("", ", objective: {focal: -1}"))
        .contains("arms.reinit.objective.focal.gamma: -1 (expected: a number from 0 to 100)");
    assertThat(refusal(", label_smoothing: 0.1", ", objective: focal"))
        .contains("tiny.yaml:5:")
        .contains("train.label_smoothing: 0.1 (expected: 0 with the objective focal)");
    assertThat(refusal("", ", objective: {distill: reinit}"))
        .contains("arms.reinit.objective.distill.teacher: round 1 of reinit (expected: weights");

    Catalog catalog = Catalog.builtIn().withPlugins(plugins, misnamed -> {});
    assertThat(ExperimentReference.of(catalog))
        .contains("Cross-entropy that weighs examples less which are right already.")
        .contains("| `gamma` ◂ |");
  }

  private String refusal(String train, String arm) throws IOException {
    Path home = folder.resolve("untouched");
    CommandLineRun run =
        CommandLineRun.of(
            home, "run", "--plugins", plugins.toString(), experiment(train, arm).toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(home).doesNotExist();
    return run.err();
  }

  private JsonNode run(Path home, Path file) throws IOException {
    CommandLineRun run =
        CommandLineRun.of(home, "run", "--plugins", plugins.toString(), file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private Path experiment(String train, String arm) throws IOException {
    return withObjective(TinyExperiment.write(folder, 20), train, arm);
  }

  /** Gives the arm {@code reinit} of a tiny experiment further keys. */
  private static Path withObjective(Path file, String train, String arm) throws IOException {
    String text = Files.readString(file);
    String changed =
        text.replace("iterations: 20", "iterations: 20" + train)
            .replace("masks_from: ticket}", "masks_from: ticket" + arm + "}");
    return Files.writeString(file, changed);
  }
}
