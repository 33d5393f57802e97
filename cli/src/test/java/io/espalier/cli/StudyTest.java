package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small study through the command, and one in which an arm diverges. */
class StudyTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String STUDY =
      """
      name: %s
      study:
        work: {authors: [A, B, C], title: On masks, venue: Journal, year: 2020}
        claim: Which weights are kept matters.
        changes_if: A shuffled mask does as well.
        minutes: 0.1
      data: {name: procedural, validation: 200}
      model: lenet-300-100
      executor: jvm
      train: {optimizer: {momentum: 0.9}, learning_rate: 0.02, batch: 20, iterations: 60}
      prune: {criterion: magnitude, scope: layer, densities: [0.05]}
      arms:
        ticket: {after_prune: {rewind: 0}}
        %s
      replicates: 2
      seed: 7
      analyses: {masks: {mask_similarity: {between: [arms]}}}
      claims:
        kept:
          states: Half a percent of the weights and more are kept.
          compare: [{measure: density, a: ticket, holds: {within: {margin: 0.001, of: 0.05}}, by: every}]
        %s
      """;
  private static final String SHUFFLED =
      "shuffled: {after_prune: {rewind: 0}, masks_from: ticket, mask_control: shuffle_layer}";
  private static final String CLAIMS =
      """
      alike:
          states: A shuffled mask has less in common with the ticket's than 0.2.
          compare:
            - {measure: jaccard, analysis: masks, a: {arm: ticket, other_arm: shuffled}, holds: {below: 0.2}}
        fair:
          states: The ticket is better than the dense network at equal compute.
          equal_compute: true
          compare: [{measure: test_accuracy, a: ticket, b: [dense]}]
        elsewhere:
          states: Where masks are alike, losses are.
          condition: [{measure: jaccard, analysis: masks, a: {arm: ticket, other_arm: shuffled}, holds: {above: 0.9}}]
          compare: [{measure: test_loss, a: ticket, b: [shuffled], holds: {within: 0.1}}]
      """;

  @TempDir private static Path folder;
  private static Path studies;
  private static Path home;
  private static CommandLineRun run;

  @BeforeAll
  static void runOnce() throws IOException {
    home = folder.resolve("home");
    studies = Files.createDirectory(folder.resolve("studies"));
    Files.writeString(
        studies.resolve("masks.yaml"), STUDY.formatted("masks", SHUFFLED, CLAIMS.strip()));
    run = study("run", "masks", "--json");
  }

  private static CommandLineRun study(String command, String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "study";
    all[1] = command;
    System.arraycopy(more, 0, all, 2, more.length);
    all[more.length + 2] = "--studies";
    all[more.length + 3] = studies.toString();
    return CommandLineRun.of(home, all);
  }

  private static JsonNode json(CommandLineRun of) throws IOException {
    assertThat(of.exitCode()).as(of.err()).isZero();
    return MAPPER.readTree(of.out());
  }

  private static String outcome(JsonNode verdict, String claim) {
    for (JsonNode each : verdict.path("claims")) {
      if (each.path("name").asText().equals(claim)) {
        return each.path("outcome").asText();
      }
    }
    return "no claim " + claim;
  }

  @Test
  void everyClaimIsJudged() throws IOException {
    JsonNode verdict = json(run).path("verdict");

    assertThat(outcome(verdict, "kept")).isEqualTo("holds");
    assertThat(outcome(verdict, "alike")).isEqualTo("holds");
    assertThat(outcome(verdict, "fair")).isEqualTo("undecided");
    assertThat(outcome(verdict, "elsewhere")).isEqualTo("condition not reached");
    assertThat(verdict.toString())
        .contains("not at equal compute in replicate 1: ticket has 120 iterations behind it");
  }

  @Test
  void itIsListedAndShownWithWhatWouldChangeIt() throws IOException {
    JsonNode listed = json(study("list", "--json")).path("studies");
    JsonNode shown = json(study("show", "masks", "--json"));

    assertThat(listed).hasSize(1);
    assertThat(listed.get(0)).isEqualTo(shown);
    assertThat(shown.path("as_in_the_file").asBoolean()).isTrue();
    assertThat(shown.path("work").asText()).isEqualTo("A, B and C, On masks, Journal 2020");
    assertThat(study("show", "masks").out())
        .contains("kept: HOLDS")
        .contains("What would change it: A shuffled mask does as well.");
    assertThat(study("list").out()).contains("elsewhere: condition not reached");
  }

  @Test
  void theVerdictIsAnArtifactOfTheRunThatCanBeAskedForAndIsTakenOver() throws IOException {
    JsonNode rows =
        json(CommandLineRun.of(
                home,
                "query",
                "--json",
                "SELECT item, measured FROM measurements WHERE name = 'verdict' ORDER BY item"))
            .path("rows");
    assertThat(rows.toString()).contains("[\"fair\",0.0]").contains("[\"kept\",1.0]");

    CommandLineRun again = study("run", "masks", "--json");
    assertThat(json(again).at("/steps/executed").asInt()).isZero();
    assertThat(json(again).path("verdict")).isEqualTo(json(run).path("verdict"));
    CommandLineRun lineage =
        CommandLineRun.of(home, "lineage", verdictDigest(json(again).path("run_id").asText()));
    assertThat(lineage.out()).contains("claims.verdict").contains("evaluate").contains("masks");
    assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
  }

  private static String verdictDigest(String runId) {
    try (Store store = Stores.readOnly(home)) {
      return store.tasks().outputs(runId, "claims.verdict").get(0).artifact().sha256();
    }
  }

  @Test
  void reportAndPageShowVerdictsAndTheirIntervals() throws IOException {
    String page =
        run.err().lines().filter(line -> line.startsWith("page ")).findFirst().orElseThrow();
    Path written = Path.of(page.substring(5));
    assertThat(Files.readString(written))
        .contains("### alike: **holds**")
        .contains("`mask_similarity`");
    assertThat(Files.readString(written.resolveSibling("masks-alike.svg"))).contains("<svg");
    assertThat(Files.readString(written.resolveSibling("report.html")))
        .contains("Verdicts")
        .contains("class=\"interval\"");

    Path works = folder.resolve("works");
    assertThat(study("pages", "--out", works.toString()).exitCode()).isZero();
    String first = Files.readString(works.resolve("masks.md"));
    assertThat(first).contains("### alike: **holds**");
    assertThat(Files.readString(works.resolve("README.md")))
        .contains("kept: holds<br>alike: holds");
    CommandLineRun elsewhere =
        CommandLineRun.of(
            folder.resolve("empty"),
            "study",
            "pages",
            "--out",
            works.toString(),
            "--studies",
            studies.toString());
    assertThat(elsewhere.exitCode()).isZero();
    assertThat(Files.readString(works.resolve("masks.md")))
        .as("a store without runs takes no verdict away")
        .isEqualTo(first);
  }

  @Test
  void anArmThatDivergesIsNamedAndTheRunHasFailed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("broken.yaml"),
            STUDY.formatted(
                "broken",
                "broken: {after_prune: {finetune: {learning_rate: 1000}}, masks_from: ticket}",
                "better: {states: It is better., compare: [{measure: test_accuracy, a: ticket, b:"
                    + " [broken]}]}"));
    Path other = folder.resolve("broken");
    CommandLineRun failed = CommandLineRun.of(other, "study", "run", file.toString(), "--json");

    assertThat(failed.exitCode()).as(failed.err()).isEqualTo(3);
    JsonNode verdict = MAPPER.readTree(failed.out()).path("verdict");
    assertThat(outcome(verdict, "kept")).isEqualTo("holds");
    assertThat(outcome(verdict, "better")).isEqualTo("undecided");
    assertThat(verdict.toString())
        .contains("broken in replicate 1 has no test_accuracy at round 1")
        .contains("broken in replicate 2 has no test_accuracy at round 1");
    CommandLineRun resumed = CommandLineRun.of(other, "resume", "--json");
    assertThat(resumed.exitCode()).as("still diverges").isEqualTo(3);
    assertThat(MAPPER.readTree(resumed.out()).path("verdict")).isEqualTo(verdict);
  }

  @Test
  void mistakesAreNamed() {
    assertThat(study("show", "maks").err())
        .contains("study maks: not found")
        .contains("did you mean masks?");
    assertThat(study("run", "../configs/experiments/quickstart-offline.yaml").err())
        .contains("claims nothing");
    assertThat(study("list", "--plugins", "nowhere").exitCode()).isNotZero();
    CommandLineRun none = CommandLineRun.of(home, "study", "list", "--studies", "nowhere");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("there is no folder nowhere here");
  }
}
