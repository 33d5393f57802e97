package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps, studies and upkeep where a worker computes, asked for from machines of their own. */
class FleetCommandsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String OVER = "prune.fraction=.2,.5";
  private static final String STUDY =
      """
      name: masks
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
      replicates: 2
      seed: 7
      claims:
        kept:
          states: Half a percent of the weights and more are kept.
          compare: [{measure: density, a: ticket, holds: {within: {margin: 0.001, of: 0.05}}, by: every}]
      """;

  @TempDir private static Path folder;
  private static FleetBed bed;
  private static String file = "";

  @BeforeAll
  static void open() throws Exception {
    bed = new FleetBed(folder);
    file = TinyExperiment.write(folder, 20).toString();
    Process worker = bed.worker("worker");
    Children.await("it works", worker, () -> bed.said("worker").contains("worker serves cpu"));
  }

  @AfterAll
  static void leaveNoneBehind() {
    if (bed != null) {
      bed.close();
    }
  }

  private static CommandLineRun ok(String home, String... arguments) {
    CommandLineRun run = bed.from(home, arguments);
    assertThat(run.exitCode()).as("%s: %s", Arrays.toString(arguments), run.err()).isZero();
    return run;
  }

  private static JsonNode json(String home, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return MAPPER.readTree(ok(home, all.toArray(String[]::new)).out());
  }

  @Test
  void aSweepOnWorkersComesToWhatItComesToInOneProcessAndTheSameCommandRepeatsNothing()
      throws IOException {
    CommandLineRun alone =
        CommandLineRun.of(folder.resolve("alone"), "sweep", file, "--over", OVER, "--json");
    assertThat(alone.exitCode()).as(alone.err()).isZero();
    JsonNode clean = MAPPER.readTree(alone.out()).path("points");

    JsonNode swept = json("first", "sweep", file, "--over", OVER).path("points");
    assertThat(swept).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(swept.at("/" + i + "/state").asText()).isEqualTo("success");
      assertThat(swept.at("/" + i + "/arms")).isNotEmpty().isEqualTo(clean.at("/" + i + "/arms"));
    }
    JsonNode again = json("second", "sweep", file, "--over", OVER).path("points");
    assertThat(again.findValuesAsText("run_id")).isEqualTo(swept.findValuesAsText("run_id"));

    String one = swept.at("/0/run_id").asText();
    String other = swept.at("/1/run_id").asText();
    assertThat(ok("third", "compare", one, other).out()).contains("prune.fraction");
    Path report = Path.of(ok("third", "report", one).out().strip());
    assertThat(report).startsWith(folder.resolve("third")).isNotEmptyFile();
    Path ticket = folder.resolve("ticket");
    ok("third", "export", "--run", other, "--arm", "ticket", "--round", "1", ticket.toString());
    assertThat(ticket.resolve("mask.safetensors")).isNotEmptyFile();
  }

  @Test
  void aStudyRunsOnWorkersAndItsVerdictIsReadAnywhere() throws IOException {
    Path studies = Files.createDirectories(folder.resolve("studies"));
    Files.writeString(studies.resolve("masks.yaml"), STUDY);
    String from = studies.toString();

    JsonNode verdict = json("first", "study", "run", "masks", "--studies", from).path("verdict");
    assertThat(verdict.at("/claims/0/outcome").asText()).isEqualTo("holds");
    assertThat(json("second", "study", "show", "masks", "--studies", from).path("verdict"))
        .isEqualTo(verdict);
    assertThat(ok("second", "study", "list", "--studies", from).out()).contains("kept: holds");
    Path pages = folder.resolve("pages");
    ok("second", "study", "pages", "--studies", from, "--out", pages.toString());
    assertThat(pages.resolve("masks.md")).content().contains("holds");
    assertThat(pages.resolve("README.md")).content().contains("On masks");
  }

  @Test
  void importedDataIsListedWhereItWasImported() throws IOException {
    Path pictures = OwnData.pictures(folder.resolve("pictures"), 8);
    assertThat(ok("first", "data", "import", "mine", pictures.toString()).out())
        .contains("16 examples to train");
    assertThat(ok("first", "data", "list").out()).containsPattern("mine +yes");
    assertThat(ok("second", "data", "list").out()).doesNotContain("mine");
  }

  @Test
  void whatNothingNeedsIsCondemnedAndADayLaterGone() throws IOException {
    String orphan;
    Path bytes;
    try (Store store = bed.store()) {
      orphan = store.artifacts().put("note", "text/plain", new byte[] {1, 2, 3}).sha256();
      bytes = store.artifacts().path(orphan);
    }
    for (int day = 1; day <= 2; day++) {
      assertThat(bytes).exists();
      bed.execute(
          "UPDATE artifact SET state_since = state_since - INTERVAL '2' DAY WHERE sha256 = '"
              + orphan
              + "'");
      Files.setLastModifiedTime(
          bytes, FileTime.from(Instant.now().minus(Duration.ofDays(2L * day))));
      assertThat(ok("first", "gc", "--delete").out()).contains("postgresql://");
    }
    assertThat(bytes).doesNotExist();
    assertThat(ok("second", "fsck").out()).contains("0 problems");
    assertThat(folder.resolve("objects/store-identity")).exists();
  }

  @Test
  void aSweepBringsAStoreOfAnOlderProgramUpToDate() throws IOException {
    ok("first", "fsck");
    bed.execute(
        "DELETE FROM flyway_schema_history WHERE version = (SELECT MAX(version) FROM"
            + " flyway_schema_history)");
    CommandLineRun dry = bed.from("first", "sweep", file, "--over", OVER, "--dry-run");
    assertThat(dry.exitCode()).isEqualTo(1);
    assertThat(dry.err()).contains("run a command that writes");
    assertThat(json("first", "sweep", file, "--over", OVER).path("points")).hasSize(2);
  }
}
