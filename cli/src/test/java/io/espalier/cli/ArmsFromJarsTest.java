package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.catalog.Catalog;
import io.espalier.experiment.schema.ExperimentReference;
import io.espalier.experiment.schema.ExperimentSchema;
import io.espalier.plan.Protocol;
import io.espalier.plan.treatment.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The treatment and the protocol that the handbook shows, in users' jars, through the command. */
class ArmsFromJarsTest {
  private static final String FILE =
      """
      name: jars
      data: {name: procedural, validation: 200}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.0012, batch: 20, iterations: 20}
      prune: {rounds: 2, fraction: 0.2}
      arms:
        ticket: {after_prune: {rewind: 0}}
        %s
      """;

  @TempDir private Path folder;
  private Path plugins = Path.of("");

  @BeforeEach
  void packTheExamplesOfTheHandbook() throws IOException {
    plugins = ExampleJar.plugins(folder, "adding-a-treatment.md", "adding-a-protocol.md");
  }

  @Test
  void theyRunAndShareTheStepsThatComputeTheSame() throws IOException {
    JsonNode shown =
        run("again: {after_prune: {restart: 0}}, others: {protocol: {fresh_dense: 2}}");

    // restart: 0 is rewind: 0, step for step: two rounds of score, prune, rewind, train, evaluate.
    assertThat(shown.at("/steps/cached").asInt()).isEqualTo(10);
    assertThat(digests(shown, "again")).isEqualTo(digests(shown, "ticket"));
    List<String> others = digests(shown, "others");
    assertThat(others).hasSize(3).doesNotHaveDuplicates();
    assertThat(others.get(0)).isEqualTo(digests(shown, "ticket").get(0));
    assertThat(run("others: {protocol: {fresh_dense: 2}}").at("/steps/executed").asInt()).isZero();
    assertThat(CommandLineRun.of(folder.resolve("home"), "show").out()).contains("others");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          again: {after_prune: {restart: 20}} | 8:34: arms.again.after_prune.restart.from: 20 (expected: less than train.iterations, 20)
          again: {after_prune: {restart: {form: 3}}} | 8:35: arms.again.after_prune.restart: unknown key form (expected: one of: from; did you mean from?)
          again: {after_prune: {restar: 3}} | 8:25: arms.again.after_prune: restar (expected: one of: TREATMENTS; did you mean restart?)
          others: {protocol: {fresh_dense: 0}} | 8:36: arms.others.protocol.fresh_dense.networks: 0 (expected: a whole number from 1 to 99)
          others: {protocol: {fresh: 3}} | 8:23: arms.others.protocol: fresh (expected: one of: PROTOCOLS)
          others: {protocol: {fresh_dense: 3}, masks_from: ticket} | 8:40: arms.others: masks_from beside protocol: fresh_dense (expected: the settings of fresh_dense under its name, and no others)
          """)
  void mistakesSayWhereAndWhatAndLeaveTheStoreUntouched(String arm, String error)
      throws IOException {
    CommandLineRun run = command(arm);

    assertThat(run.exitCode()).isEqualTo(2);
    String known =
        error
            .replace("TREATMENTS", ExampleJar.known(Treatment.class, "restart"))
            .replace("PROTOCOLS", ExampleJar.known(Protocol.class, "fresh_dense"));
    assertThat(run.err()).contains("jars.yaml:" + known);
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void theReferenceAndTheSchemaListThem() {
    Catalog catalog = Catalog.builtIn().withPlugins(plugins, misnamed -> {});

    assertThat(ExperimentReference.of(catalog))
        .contains("### `restart`", "### `fresh_dense`", "How many further networks are trained.");
    assertThat(ExperimentSchema.of(catalog).get("$defs").fieldNames())
        .toIterable()
        .contains("treatment.restart", "protocol.fresh_dense");
  }

  @Test
  void withoutTheJarTheFileIsRefused() throws IOException {
    Path file = file("others: {protocol: {fresh_dense: 2}}");
    CommandLineRun run = CommandLineRun.of(folder.resolve("home"), "run", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("arms.others.protocol: fresh_dense (expected: one of:");
  }

  private static List<String> digests(JsonNode shown, String arm) {
    List<String> digests = new ArrayList<>();
    for (JsonNode result : shown.path("results")) {
      if (result.path("arm").asText().equals(arm)) {
        digests.add(result.path("weights").asText());
      }
    }
    return digests;
  }

  private JsonNode run(String arms) throws IOException {
    CommandLineRun run = command(arms);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private CommandLineRun command(String arms) throws IOException {
    return CommandLineRun.of(
        folder.resolve("home"),
        "run",
        file(arms).toString(),
        "--plugins",
        plugins.toString(),
        "--json");
  }

  private Path file(String arms) throws IOException {
    String lines = arms.replace("}, others", "}\n  others");
    return Files.writeString(folder.resolve("jars.yaml"), FILE.formatted(lines));
  }
}
