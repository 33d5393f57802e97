package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lineage of numbers whose trainings restore the optimizer: a plain SGD's file holds a step count
 * alone, so every training of that length makes the same bytes.
 */
class LineageOfRunsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;

  private static Path home;
  private static JsonNode first;
  private static JsonNode second;

  @BeforeAll
  static void runTwoExperimentsThatShareNothingButAnOptimizersFile() throws IOException {
    home = folder.resolve("home");
    Path file = OwnData.experiment(folder);
    Files.writeString(
        file,
        Files.readString(file)
            .replace("{rewind: 0}", "{rewind: {to: 3, optimizer: restore}}")
            .replace("seed: 7", "replicates: 2\nseed: 7"));
    Path pictures = OwnData.pictures(folder.resolve("pictures"), 10);
    CommandLineRun.of(home, "data", "import", "mine", pictures.toString());
    first = json("run", file.toString(), "--json");
    second = json("run", file.toString(), "--set", "seed=8", "--json");
  }

  @Test
  void behindANumberStandTheStepsOfItsOwnRunAndReplicate() throws IOException {
    for (JsonNode run : new JsonNode[] {first, second}) {
      for (JsonNode result : run.path("results")) {
        JsonNode lineage = json("lineage", result.path("weights").asText(), "--json");
        String replicate = "r" + result.path("replicate").asText() + ".";

        Set<String> steps = steps(lineage);
        assertThat(steps).isNotEmpty().isSubsetOf(stepKeys(run.path("run_id").asText(), replicate));
      }
    }
  }

  @Test
  void whoElseMadeTheSameBytesIsSaidApart() throws IOException {
    String weights = "";
    for (JsonNode result : second.path("results")) {
      weights = result.path("round").asInt() == 1 ? result.path("weights").asText() : weights;
    }
    JsonNode lineage = json("lineage", weights, "--json");

    assertThat(lineage.path("others_in_all").asInt()).isEqualTo(3);
    assertThat(lineage.path("others").findValuesAsText("label"))
        .allMatch(label -> label.endsWith("dense.train_to_3"));
    assertThat(espalier("lineage", weights).out())
        .contains("The same bytes were also made by steps that have no part in this:")
        .contains("of run " + first.path("run_id").asText());
    assertThat(espalier("lineage", weights, "--run", first.path("run_id").asText()).err())
        .contains("(expected: one whose tasks made the artifact)");
  }

  private static Set<String> steps(JsonNode lineage) {
    Set<String> steps = new TreeSet<>();
    lineage
        .path("nodes")
        .forEach(
            node -> {
              if (node.path("kind").asText().equals("step")) {
                steps.add(node.path("id").asText());
              }
            });
    return steps;
  }

  private static Set<String> stepKeys(String runId, String replicate) {
    try (Store store = Stores.readOnly(home)) {
      return store.tasks().list(runId).stream()
          .filter(task -> task.taskId().startsWith(replicate))
          .map(TaskRecord::stepKey)
          .filter(Objects::nonNull)
          .map(String::valueOf)
          .collect(Collectors.toSet());
    }
  }

  private static JsonNode json(String... arguments) throws IOException {
    CommandLineRun run = espalier(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return MAPPER.readTree(run.out());
  }

  private static CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(home, arguments);
  }
}
