package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Controls for size and for examples, and what is measured example by example, in one run. */
class SizeAndDataRunsTest {
  private static final String FILE =
      """
      name: size
      data: {name: procedural, validation: 200, subset: {count: 600}, label_noise: 0.2}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.002, batch: 50, iterations: 24}
      prune: {scope: global, densities: [0.3, 0.1]}
      arms:
        pruned: {after_prune: learning_rate_rewind}
        narrow: {protocol: {narrow_dense: {as_small_as: pruned, cycles: matched}}}
        early: {protocol: {dense_seeds: {networks: 2, until: 12}}}
        without: {protocol: {dense_without: {improved_in: pruned, rounds: [2], part: 0.2}}}
      analyses:
        examples: {example_difficulty: {scorers: early, groups: 4}}
        noise: {noise_robustness: {severities: [0, 0.5], examples: 300}}
        live: live_inputs
      replicates: 1
      seed: 4
      """;

  @TempDir private Path folder;

  @Test
  void sizesAreThoseOfTheTicketAndEveryExampleIsMeasuredOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("size.yaml"), FILE);
    JsonNode run = json(CommandLineRun.of(home(), "run", file.toString(), "--json"));

    for (JsonNode result : run.path("results")) {
      int round = result.path("round").asInt();
      if (result.path("arm").asText().equals("narrow") && round > 0) {
        long kept = Math.round(266_200 * (round == 1 ? 0.3 : 0.1));
        SortedMap<String, Tensor> weights = weights(result.path("weights").asText());
        assertThat(parameters(weights)).isCloseTo(kept + 410, Percentage.withPercentage(1));
        assertThat(result.path("iterations_total").asLong()).isEqualTo(24L * (round + 1));
      }
    }
    assertThat(
            rows(
                "SELECT name, SUM(n) FROM measurements WHERE name IN ('el2n', 'group_loss',"
                    + " 'flipped_loss', 'clean_loss') AND (item IS NULL) = (name NOT IN ('el2n',"
                    + " 'group_loss')) AND (arm IS NULL OR arm = 'early') GROUP BY name ORDER BY name"))
        .as("of the scorers, and of the dense network")
        .isEqualTo(
            "[[\"clean_loss\",480],[\"el2n\",600],[\"flipped_loss\",120],[\"group_loss\",600]]");
    assertThat(
            rows(
                "SELECT COUNT(*) FROM results r JOIN measurements m ON r.run = m.run AND"
                    + " r.arm = m.arm AND r.round = m.round WHERE m.name = 'noisy_accuracy'"))
        .isEqualTo("[[14]]");
    assertThat(rows("SELECT COUNT(*) FROM measurements WHERE name = 'live_weights'"))
        .isEqualTo("[[2]]");
  }

  private static long parameters(SortedMap<String, Tensor> weights) {
    return weights.values().stream().mapToLong(tensor -> tensor.data().length).sum();
  }

  private String rows(String query) throws IOException {
    return json(CommandLineRun.of(home(), "query", "--json", query)).path("rows").toString();
  }

  private Path home() {
    return folder.resolve("home");
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private SortedMap<String, Tensor> weights(String digest) throws IOException {
    Path file = folder.resolve(digest);
    CommandLineRun export = CommandLineRun.of(home(), "export", digest, file.toString());
    assertThat(export.exitCode()).as(export.err()).isZero();
    return Safetensors.read(Files.readAllBytes(file));
  }
}
