package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A score that is mistaken prunes what training needs: at 2 % that shows in the accuracy. */
class TwoPercentTest {
  @TempDir Path folder;

  /** Random masks give .55, and GraSP's did .43 while its Hessian products were differences. */
  @Test
  void graspTrainsNearlyAsWellAsSnip() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("two-percent.yaml"),
            """
            name: two-percent
            data: {name: procedural, validation: 0}
            model: lenet-300-100
            executor: jvm
            train: {optimizer: adam, learning_rate: 0.0012, batch: 60, iterations: 1000}
            prune:
              {at: initialisation, criterion: snip, scope: global, examples: 100, densities: [0.02]}
            arms:
              snip: {after_prune: {rewind: 0}}
              grasp: {after_prune: {rewind: 0}, prune: {criterion: grasp}}
            replicates: 1
            seed: 1
            """);
    CommandLineRun run =
        CommandLineRun.of(folder.resolve("store"), "run", file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();

    Map<String, Double> accuracy = new TreeMap<>();
    for (JsonNode row : new ObjectMapper().readTree(run.out()).path("results")) {
      if (row.path("round").asInt() == 1) {
        accuracy.put(row.path("arm").asText(), row.path("test_accuracy").asDouble());
      }
    }
    assertThat(accuracy).containsOnlyKeys("grasp", "snip");
    assertThat(accuracy.getOrDefault("grasp", 0.0))
        .isGreaterThan(0.87)
        .isGreaterThan(accuracy.getOrDefault("snip", 1.0) - 0.03);
  }
}
