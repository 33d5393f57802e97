package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that holds masks of GraSP's first version says so wherever a number rests on them. */
class KnownFaultsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FAULT = "known fault of criterion grasp, version 1";

  @TempDir static Path folder;

  private static Path home;
  private static JsonNode now;
  private static String lineageNow = "";

  @BeforeAll
  static void runAndMakeItsScoresOldOnes() throws Exception {
    home = folder.resolve("store");
    Path file =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            name: tiny
            data: {name: procedural, validation: 200}
            model: lenet-300-100
            executor: jvm
            train: {optimizer: adam, learning_rate: 0.0012, batch: 20, iterations: 4}
            prune:
              {at: initialisation, criterion: grasp, scope: global, examples: 20, densities: [0.5]}
            arms:
              grasp: {after_prune: {rewind: 0}}
              random: {after_prune: {rewind: 0}, prune: {criterion: random}}
            replicates: 1
            seed: 7
            """);
    CommandLineRun run = espalier("run", file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    now = MAPPER.readTree(run.out());
    lineageNow = espalier("lineage", weights("grasp", 1)).out();
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      int changed =
          statement.executeUpdate(
              "UPDATE step SET key_json ="
                  + " REPLACE(key_json, '\"criterion/grasp\":2', '\"criterion/grasp\":1')"
                  + " WHERE key_json LIKE '%\"criterion/grasp\":2%'");
      assertThat(changed).as("steps that scored").isEqualTo(1);
    }
  }

  @Test
  void nothingIsSaidOfStepsOfTheVersionThatRunsToday() {
    assertThat(now.path("known_faults")).isEmpty();
    assertThat(lineageNow).contains("score in r1.grasp").doesNotContain("known fault");
  }

  @Test
  void showNamesTheNumbersThatRestOnAnOldStepAndNoOther() throws IOException {
    assertThat(espalier("show").out()).contains(FAULT + ", behind round 1 of arm grasp: the Hess");

    JsonNode faults = MAPPER.readTree(espalier("show", "--json").out()).path("known_faults");
    assertThat(faults).hasSize(1);
    assertThat(faults.at("/0/of").asText()).isEqualTo("criterion/grasp");
    assertThat(faults.at("/0/version").asInt()).isEqualTo(1);
    assertThat(faults.at("/0/results")).hasSize(1);
    assertThat(faults.at("/0/results/0/arm").asText()).isEqualTo("grasp");
    assertThat(faults.at("/0/results/0/round").asInt()).isEqualTo(1);
  }

  @Test
  void lineageMarksTheStepAndSaysWhatIsWrongAtTheEnd() throws IOException {
    String lineage = espalier("lineage", weights("grasp", 1)).out();
    assertThat(lineage).contains("(known fault: see the end)");
    assertThat(lineage.lines().reduce((one, next) -> next).orElseThrow()).startsWith(FAULT);
    assertThat(espalier("lineage", weights("random", 1)).out()).doesNotContain("known fault");
  }

  @Test
  void reportHasThemInASectionOfItsOwn() throws IOException {
    CommandLineRun run = espalier("report");
    assertThat(run.exitCode())
        .as("the old step is one that was changed by hand, which is warned of too")
        .isEqualTo(5);
    assertThat(Path.of(run.out().strip()))
        .content()
        .contains("Known faults")
        .contains("criterion grasp, version 1");
  }

  private static String weights(String arm, int round) {
    for (JsonNode row : now.path("results")) {
      if (row.path("arm").asText().equals(arm) && row.path("round").asInt() == round) {
        return row.path("weights").asText();
      }
    }
    throw new AssertionError("no result " + arm + " " + round + " in " + now);
  }

  private static Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:h2:file:" + home.resolve("store"), "espalier", "");
  }

  private static CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(home, arguments);
  }
}
