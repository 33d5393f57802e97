package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The criterion and the scope that the handbook shows, with their settings, from a user's jar. */
class CriterionAndScopeJarTest {
  private static final String EXPERIMENT =
      """
      name: own
      data: procedural
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.001, batch: 50, iterations: 2}
      prune:
        criterion: {relative-magnitude: {power: 1}}
        scope: {large-layers: {weights: 2000}}
        rounds: 2
        fraction: 0.5
      arms: {ticket: {after_prune: {rewind: 0}}}
      """;

  @TempDir private Path folder;
  private Path plugins;
  private Path home;
  private Path file;

  @BeforeEach
  void makeTheJar() throws IOException {
    plugins = ExampleJar.plugins(folder, "adding-a-criterion.md", "adding-a-scope.md");
    home = folder.resolve("home");
    file = Files.writeString(folder.resolve("own.yaml"), EXPERIMENT);
  }

  @Test
  void bothRunWithTheirSettingsAndOnlyWhatASettingChangesRunsAgain() throws IOException {
    JsonNode first = run();
    assertThat(first.at("/steps/cached").asInt()).isZero();
    // 300 · 784 + 100 · 300 + 10 · 100 weights, of which the last thousand stay.
    assertThat(espalier("show", "--json").out()).contains("\"own\"");
    assertThat(run().at("/steps/executed").asInt()).isZero();
    assertThat(run("prune.criterion=relative-magnitude").at("/steps/cached").asInt())
        .as("split, initial weights, dense training and its evaluation")
        .isEqualTo(4);
    assertThat(run("prune.criterion.relative-magnitude.power=1.0").at("/steps/executed").asInt())
        .isZero();
  }

  @Test
  void mistakesInTheirSettingsAreRefusedWhereTheyStand() throws IOException {
    Files.writeString(file, EXPERIMENT.replace("power: 1", "pwer: 1"));
    CommandLineRun run = espalier("run", file.toString(), "--plugins", plugins.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains(file + ":6:36: prune.criterion.relative-magnitude: unknown key pwer")
        .contains("did you mean power?");
    assertThat(home).doesNotExist();
  }

  @Test
  void theReferenceAndTheSchemaHaveThem() throws IOException {
    String reference = espalier("reference", "--plugins", plugins.toString()).out();
    assertThat(reference)
        .contains("| `relative-magnitude` | Absolute value of a weight relative to")
        .contains("| `power` ◂ | Power of the mean")
        .contains("| `weights` ◂ | Layers of fewer weights than this stay whole. |");
    JsonNode schema =
        new ObjectMapper()
            .readTree(espalier("reference", "--schema", "--plugins", plugins.toString()).out());
    assertThat(schema.at("/$defs/scope.large-layers/anyOf/1/properties/weights/maximum").asLong())
        .isEqualTo(1_000_000_000);
    assertThat(espalier("reference").out()).doesNotContain("large-layers");
  }

  private JsonNode run(String... settings) throws IOException {
    List<String> arguments =
        Stream.concat(
                Stream.of("run", file.toString(), "--plugins", plugins.toString(), "--json"),
                Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)))
            .toList();
    CommandLineRun run = espalier(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(home, arguments);
  }
}
