package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command against a real store that holds one small run, made twice. */
class CommandsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;

  private static Path file;
  private static Path home;
  private static JsonNode first;
  private static JsonNode second;

  @BeforeAll
  static void runTwice() throws Exception {
    home = folder.resolve("a store");
    file = TinyExperiment.write(folder, 8);
    CommandLineRun run = espalier("run", file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("r1.ticket.01.train  EXECUTED").contains("report.html");
    first = MAPPER.readTree(run.out());
    second = MAPPER.readTree(espalier("run", file.toString(), "--json").out());
  }

  @Test
  void theSecondRunExecutesNothingAndGivesTheSameBytes() {
    assertThat(first.at("/steps/executed").asInt()).isPositive();
    assertThat(second.at("/steps/executed").asInt()).isZero();
    assertThat(second.at("/steps/cached").asInt())
        .isEqualTo(first.at("/steps/executed").asInt() + first.at("/steps/cached").asInt());
    assertThat(second.path("results")).isEqualTo(first.path("results"));
  }

  @Test
  void resultsHaveTheDenseNetOnceForEachArm() {
    List<String> rows = new ArrayList<>();
    JsonNode results = first.path("results");
    results.forEach(row -> rows.add(row.path("arm").asText() + row.path("round").asText()));
    assertThat(rows).containsExactlyInAnyOrder("ticket0", "ticket1", "reinit0", "reinit1");
    List<JsonNode> dense = new ArrayList<>();
    results.forEach(
        row -> {
          if (row.path("round").asInt() == 0) {
            dense.add(row);
          }
        });
    assertThat(dense.get(0).path("weights")).isEqualTo(dense.get(1).path("weights"));
    assertThat(dense)
        .allSatisfy(
            row -> {
              assertThat(row.path("mask").isNull()).isTrue();
              assertThat(row.path("density").asDouble()).isEqualTo(1);
              assertThat(row.path("iterations_total").asLong()).isEqualTo(8);
            });
    JsonNode ticket = row("ticket", 1);
    assertThat(ticket.path("prunable").asLong()).isEqualTo(266_200);
    assertThat(ticket.path("kept").asLong()).isEqualTo(235_200 - 47_040 + 30_000 - 6_000 + 900);
    assertThat(ticket.path("iterations").asLong()).isEqualTo(8);
    assertThat(ticket.path("iterations_total").asLong()).isEqualTo(16);
  }

  @Test
  void listAndShowNameBothRuns() throws IOException {
    JsonNode runs = json("list", "--json").path("runs");
    assertThat(runs).hasSize(2);
    assertThat(runs.path(0).path("run_id")).isEqualTo(second.path("run_id"));
    assertThat(json("show", first.path("run_id").asText(), "--json")).isEqualTo(first);
    assertThat(json("show", "--json")).isEqualTo(second);
    assertThat(espalier("show").out()).contains("success").contains("ticket").contains("0.8004");
  }

  @Test
  void anUnknownRunAndABeginningOfSeveralAreToldApart() {
    String run = first.path("run_id").asText();
    assertThat(espalier("show", "nosuch").err())
        .contains("no run begins with nosuch (see `espalier list --home '" + home + "'`)");
    assertThat(espalier("show", run.substring(5)).err())
        .as("an id without the experiment's name")
        .contains("no run begins with")
        .contains("did you mean " + run);
    CommandLineRun both = espalier("compare", "tiny", run);
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err())
        .contains("2 runs begin with tiny: " + second.path("run_id").asText() + ", " + run)
        .contains("expected: more of one id");
  }

  @Test
  void statusCountsTasksByWhatIsShown() throws IOException {
    JsonNode status = json("status", "--json");
    assertThat(status.path("owner").isNull()).isTrue();
    assertThat(status.at("/counts/CACHED").asInt()).isEqualTo(second.at("/steps/cached").asInt());
    assertThat(espalier("status").out()).contains("round 1   CACHED");
  }

  @Test
  void lineageGoesBackToTheConfiguration() throws IOException {
    String weights = row("ticket", 1).path("weights").asText();
    JsonNode lineage = json("lineage", weights.substring(0, 10), "--json");
    assertThat(lineage.path("artifact").asText()).isEqualTo(weights);
    List<String> kinds = new ArrayList<>();
    lineage.path("nodes").forEach(node -> kinds.add(node.path("kind").asText()));
    assertThat(kinds).contains("artifact", "step", "run");
    assertThat(lineage.path("edges").findValuesAsText("role")).contains("mask", "weights");
    assertThat(espalier("lineage", weights).out()).contains("train").contains("mask");
  }

  @Test
  void verifyAndFsckFindNothingWrong() throws IOException {
    JsonNode verdict = json("verify", "--json");
    assertThat(verdict.path("ok").asBoolean()).isTrue();
    assertThat(verdict.path("chains").asInt()).isEqualTo(2);
    String anchor = verdict.path("anchors").path(0).asText();
    assertThat(espalier("verify", "--anchor", anchor).exitCode()).isZero();
    String wrong = anchor.substring(0, anchor.length() - 4) + "0000";
    assertThat(espalier("verify", "--anchor", wrong).exitCode()).isEqualTo(5);
    CommandLineRun bad = espalier("verify", "--anchor", "bad");
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.err()).contains("--anchor: \"bad\" (expected: chain:seq:hash)");
    assertThat(espalier("fsck").err()).as("no owner to wait for").isEmpty();
    JsonNode check = json("fsck", "--json");
    assertThat(check.path("ok").asBoolean()).isTrue();
    assertThat(check.path("artifacts").asInt()).isPositive();
  }

  @Test
  void whyNamesThePartThatDiffers() throws IOException {
    JsonNode why = json("why", "r1.ticket.01.train", "r1.reinit.01.train", "--json");
    assertThat(why.path("differences").findValuesAsText("path"))
        .containsExactly("inputs.weights[0]");
    CommandLineRun same = espalier("why", "r1.ticket.01.train");
    assertThat(same.out()).contains("name the same step").contains("computed the step");
    assertThat(espalier("why", "r1.ticket.1.train").err()).contains("has no task");
  }

  @Test
  void compareSaysThatEqualRunsAreEqual() throws IOException {
    JsonNode compared =
        json("compare", first.path("run_id").asText(), second.path("run_id").asText(), "--json");
    assertThat(compared.path("settings")).isEmpty();
    assertThat(compared.at("/steps/only_left").asInt()).isZero();
    compared
        .path("results")
        .forEach(row -> assertThat(row.path("same_weights").asBoolean()).isTrue());
  }

  @Test
  void logsPrintsWhatTheAttemptWrote() {
    assertThat(espalier("logs", "r1.dense.train").out()).contains("operator train");
    assertThat(espalier("logs", "r1.dense.train", "--attempt", "9").exitCode()).isEqualTo(2);
  }

  @Test
  void exportGivesTheBytesBehindADigest() throws Exception {
    String mask = row("ticket", 1).path("mask").asText();
    Path target = folder.resolve("mask.safetensors");
    assertThat(espalier("export", mask.substring(0, 12), target.toString()).exitCode()).isZero();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(target));
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(mask);
    Files.writeString(target, "mine");
    CommandLineRun again = espalier("export", mask, target.toString());
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("exists already").contains("--force");
    assertThat(target).hasContent("mine");
    assertThat(espalier("export", "--force", mask, target.toString()).exitCode()).isZero();
  }

  @Test
  void exportGivesATicketAsAFolder() throws IOException {
    Path ticket = folder.resolve("ticket");
    CommandLineRun run = espalier("export", "--arm", "ticket", "--round", "1", ticket.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(ticket.resolve("mask.safetensors")).exists();
    assertThat(ticket.resolve("start_weights.safetensors")).exists();
    assertThat(ticket.resolve("README.md")).content().contains("load_file");
    JsonNode card = MAPPER.readTree(ticket.resolve("card.json").toFile());
    assertThat(card.path("mask")).isEqualTo(row("ticket", 1).path("mask"));
    assertThat(card.at("/experiment/seed").asInt()).isEqualTo(7);
    Files.delete(ticket.resolve("mask.safetensors"));
    assertThat(espalier("export", "--arm", "ticket", "--round", "1", ticket.toString()).err())
        .contains("exists already");
    assertThat(ticket.resolve("mask.safetensors")).as("nothing is half replaced").doesNotExist();
    assertThat(espalier("export", "--arm", "ticket", "--round", "5", "x").err())
        .contains("no finished round 5");
    assertThat(espalier("export", "--arm", "ticket", "--round", "1").err())
        .contains("--arm ARM, --round N and one FOLDER");
    assertThat(espalier("export", "--arm", "ticket", "--round", "1", file.toString()).err())
        .contains("is no folder and cannot be made one: choose another");
  }

  @Test
  void planKnowsWhatIsRecordedAndWhatOneMoreRoundCosts() throws IOException {
    JsonNode same = json("plan", file.toString(), "--json");
    assertThat(same.path("trainings_left").asInt()).isZero();
    assertThat(same.path("recorded").asInt()).isEqualTo(same.path("tasks").size());
    JsonNode more = json("plan", file.toString(), "--set", "prune.rounds=2", "--json");
    assertThat(more.path("trainings_left").asInt()).isEqualTo(2);
    assertThat(more.path("disk_bytes").asLong()).isPositive();
  }

  @Test
  void reportIsWrittenAgain() throws IOException {
    Path report = Path.of(json("report", "--json").path("report").asText());
    assertThat(report).content().contains("<html").contains("ticket");
    Path elsewhere = folder.resolve("report");
    JsonNode written = json("report", "--output", elsewhere.toString(), "--json");
    assertThat(written.path("report").asText())
        .isEqualTo(elsewhere.resolve("report.html").toString());
    assertThat(elsewhere.resolve("report.html")).hasSameTextualContentAs(report);
    assertThat(elsewhere.resolve("curves.csv"))
        .hasSameTextualContentAs(report.resolveSibling("curves.csv"));
  }

  @Test
  void whatHasEndedCannotBeCancelledAndNeedsNoResume() {
    assertThat(espalier("cancel").err()).contains("has ended already");
    CommandLineRun resume = espalier("resume", first.path("run_id").asText());
    assertThat(resume.exitCode()).isZero();
    assertThat(resume.err()).contains("has ended already");
  }

  @Test
  void mistakesAreOneSentenceThatNamesTheNextCommand() {
    List<List<String>> mistakes =
        List.of(
            List.of("frob"),
            List.of("show", "nosuchrun"),
            List.of("show", "--josn"),
            List.of("lineage", "xyz"),
            List.of("lineage", "0000000000"),
            List.of("run"),
            List.of("run", "--dag", "nosuchdag"),
            List.of("run", file.toString(), "--set", "train.batch=-1"),
            List.of("run", file.toString(), "--parallel", "0"),
            List.of("run", folder.resolve("nofile.yaml").toString()),
            List.of("run", file.toString(), "--plugins", folder.resolve("nofolder").toString()),
            List.of("data", "fetch", "nosuchset"),
            List.of("run", file.toString(), "--parallel", "two"),
            List.of("compare", "tiny", "tiny"),
            List.of("cancel", "nosuchrun"),
            List.of("logs", "r1.dense.train", "--attempt", "9"),
            List.of("export"),
            List.of("export", "deadbeef"),
            List.of("export", "deadbeef", "x", "y"),
            List.of("export", "--arm", "ticket", "--round", "1"),
            List.of("export", "--arm", "ticket", "--round", "1", file.toString()));
    for (List<String> mistake : mistakes) {
      CommandLineRun run = espalier(mistake.toArray(String[]::new));
      assertThat(run.exitCode()).as("%s: %s", mistake, run.err()).isEqualTo(2);
      assertThat(run.err()).as("%s", mistake).startsWith("espalier: ").hasLineCount(1);
      assertThat(run.out()).as("%s", mistake).isEmpty();
    }
  }

  private static JsonNode row(String arm, int round) {
    for (JsonNode row : first.path("results")) {
      if (row.path("arm").asText().equals(arm) && row.path("round").asInt() == round) {
        return row;
      }
    }
    throw new AssertionError(arm + " " + round);
  }

  private static JsonNode json(String... arguments) throws IOException {
    CommandLineRun run = espalier(arguments);
    assertThat(run.exitCode()).as("%s: %s", List.of(arguments), run.err()).isZero();
    return MAPPER.readTree(run.out());
  }

  private static CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(home, arguments);
  }
}
