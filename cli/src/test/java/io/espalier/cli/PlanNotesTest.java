package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plan} and {@code run} say of counts, before anything is computed. */
class PlanNotesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void roundsThatPruneNothingAreNamed() throws IOException {
    // Of 4 and 2 units .15 goes: .6 rounds to 1, then .45 and .3 to 0 for good.
    CommandLineRun plan = plan("{granularity: filter, rounds: 4, fraction: 0.15}");

    assertThat(plan.exitCode()).isZero();
    assertThat(notes(plan))
        .containsExactly(
            "arm ticket prunes nothing in rounds 2, 3, 4: what is to go comes to less than half of"
                + " one");
    assertThat(problems(plan)).isEmpty();
  }

  @Test
  void aLayerThatMustEndEmptyIsNamedWithItsRoundAndRunRefuses() throws IOException {
    // 2 units: 1 goes, and of the one that is left .6 is 1 too.
    String prune = "{granularity: filter, rounds: 3, fraction: 0.6, fractions: {fc1: 0.1}}";
    CommandLineRun plan = plan(prune);

    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(problems(plan))
        .containsExactly(
            "arm ticket, round 2 leaves nothing of fc2 (expected: fewer rounds, a smaller fraction"
                + " for it, or the layer in ignore)");
    CommandLineRun run = CommandLineRun.of(folder.resolve("home"), "run", file(prune).toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .hasLineCount(1)
        .contains("arm ticket, round 2 leaves nothing of fc2", "espalier plan");
    assertThat(CommandLineRun.of(folder.resolve("home"), "list", "--json").out())
        .contains("\"runs\" : [ ]");
  }

  @Test
  void fewerWeightsThanLayersCannotLieInAllOfThem() throws IOException {
    CommandLineRun plan = plan("{scope: global, densities: [0.5, 0.00001]}");

    assertThat(problems(plan))
        .singleElement()
        .asString()
        .startsWith("arm ticket, round 2 leaves nothing of one of the 3 layers at least");
  }

  @Test
  void densitiesAreCountedOfAllThatMayGo() throws IOException {
    assertThat(problems(plan("{densities: [0.5, 0.25], granularity: filter}")))
        .singleElement()
        .asString()
        .as("a half of one is even at 0")
        .startsWith("arm ticket, round 2 leaves nothing of fc2");
    assertThat(problems(plan("{densities: [0.5, 0.25], granularity: filter, ignore: [fc2]}")))
        .isEmpty();
  }

  @Test
  void anOrdinaryPlanHasNothingToSay() throws IOException {
    CommandLineRun plan = plan("{rounds: 5, fraction: 0.2}");

    assertThat(notes(plan)).isEmpty();
    assertThat(problems(plan)).isEmpty();
  }

  private CommandLineRun plan(String prune) throws IOException {
    return CommandLineRun.of(folder.resolve("home"), "plan", file(prune).toString(), "--json");
  }

  private Path file(String prune) throws IOException {
    return Files.writeString(
        folder.resolve("counts.yaml"),
        """
        name: counts
        data: {name: procedural, validation: 200}
        model: {layers: [flatten, {dense: 4}, relu, {dense: 2}, relu, {dense: 10}]}
        executor: jvm
        train: {optimizer: sgd, learning_rate: 0.1, batch: 20, iterations: 2}
        prune: %s
        arms:
          ticket: {after_prune: {rewind: 0}}
          random: {after_prune: reinitialise, masks_from: ticket}
        replicates: 2
        seed: 7
        """
            .formatted(prune));
  }

  private static List<String> notes(CommandLineRun plan) throws IOException {
    return strings(plan, "notes");
  }

  private static List<String> problems(CommandLineRun plan) throws IOException {
    return strings(plan, "problems");
  }

  private static List<String> strings(CommandLineRun plan, String key) throws IOException {
    List<String> strings = new ArrayList<>();
    JsonNode array = MAPPER.readTree(plan.out()).path(key);
    array.forEach(item -> strings.add(item.asText()));
    return strings;
  }
}
