package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.owner.OwnerServer;
import io.espalier.service.query.Live;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An experiment with all four analyses, and the questions that can be asked of it. */
class AnalysesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ANALYSES =
      """
      analyses:
        masks: mask_similarity
        weights: {weight_correlation: {fractions: [0.2]}}
        basin: {linear_mode_connectivity: {steps: 2, examples: 200}}
        pixels: {integrated_gradients: {steps: 20, examples: 1}}
      """;

  @TempDir private static Path folder;
  private static Path file;
  private static Path home;
  private static String ofTheRun = "";

  @BeforeAll
  static void runOnce() throws IOException {
    home = folder.resolve("home");
    file = TinyExperiment.write(folder, 40);
    Files.writeString(file, Files.readString(file) + ANALYSES);
    JsonNode run = json(CommandLineRun.of(home, "run", file.toString(), "--json"));
    ofTheRun = " WHERE run = '" + run.path("run_id").asText() + "'";
  }

  private static CommandLineRun query(String... arguments) {
    return CommandLineRun.of(
        home, Stream.concat(Stream.of("query"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return MAPPER.readTree(run.out());
  }

  @Test
  void resultsAreThoseOfShow() throws IOException {
    JsonNode rows =
        json(query("--json", "SELECT arm, round, density, test_accuracy FROM results" + ofTheRun))
            .path("rows");
    JsonNode shown = json(CommandLineRun.of(home, "show", "--json")).path("results");

    assertThat(rows).hasSize(3);
    for (JsonNode result : shown) {
      String arm = result.path("round").asInt() == 0 ? null : result.path("arm").asText();
      assertThat(rows)
          .anySatisfy(
              row -> {
                assertThat(row.get(0).textValue()).isEqualTo(arm);
                assertThat(row.get(1)).isEqualTo(result.get("round"));
                assertThat(row.get(2).asDouble()).isEqualTo(result.path("density").asDouble());
                assertThat(row.get(3)).isEqualTo(result.get("test_accuracy"));
              });
    }
  }

  @Test
  void everyAnalysisMeasured() throws IOException {
    JsonNode rows =
        json(query(
                "--json",
                "SELECT analysis, name, COUNT(*) FROM measurements"
                    + ofTheRun
                    + " AND layer IS NULL GROUP BY analysis, name ORDER BY 1, 2"))
            .path("rows");

    assertThat(rows.toString())
        .isEqualTo(
            "[[\"basin\",\"error\",9],[\"basin\",\"error_barrier\",3],[\"basin\",\"loss\",9],"
                + "[\"basin\",\"loss_barrier\",3],[\"masks\",\"jaccard\",1],"
                + "[\"masks\",\"jaccard_independent\",1],[\"pixels\",\"complete\",33],"
                + "[\"pixels\",\"completeness_residual\",33],[\"weights\",\"weight_correlation\",3]]");
  }

  @Test
  void whatCanBeSeenInSqlAddsUp() throws IOException {
    // reinit takes the masks of ticket.
    assertThat(
            json(query(
                    "--json", "SELECT DISTINCT measured FROM measurements WHERE name = 'jaccard'"))
                .path("rows")
                .toString())
        .isEqualTo("[[1.0]]");
    // Attributions of a network with ReLU from zero add up nearly.
    assertThat(
            json(query(
                    "--json",
                    "SELECT MIN(measured) FROM measurements WHERE name = 'complete' AND item IS NULL"))
                .path("rows")
                .get(0)
                .get(0)
                .asDouble())
        .isGreaterThan(0.5);
    // The ends of a line are the networks that were evaluated, on all the test examples asked for.
    assertThat(
            json(query(
                    "--json",
                    "SELECT COUNT(*) FROM measurements a JOIN measurements b ON a.task = b.task"
                        + " WHERE a.name = 'error' AND a.item = '0' AND b.name = 'error'"
                        + " AND b.item = '0.5' AND a.n = 200 AND b.n = 200"
                        + ofTheRun.replace(" WHERE ", " AND a.run = b.run AND a.")))
                .path("rows")
                .toString())
        .isEqualTo("[[3]]");
  }

  @Test
  void showPrintsWhatAnalysesMeasured() throws IOException {
    CommandLineRun show = CommandLineRun.of(home, "show");
    assertThat(show.out())
        .contains("analysis masks · mask_similarity · 1 of 1 tasks done")
        .containsPattern("jaccard +ticket +reinit +1 +1\\.000")
        .contains("analysis pixels · integrated_gradients · 3 of 3 tasks done");

    JsonNode analyses = json(CommandLineRun.of(home, "show", "--json")).path("analyses");
    assertThat(analyses).hasSize(4);
    assertThat(analyses.at("/0/measured/0/name").asText()).isEqualTo("jaccard");
    assertThat(analyses.at("/0/measured/0/pairs").asText()).isEqualTo("arms");
  }

  @Test
  void theReportDrawsWhatEachAnalysisAsksFor() throws IOException {
    CommandLineRun report = CommandLineRun.of(home, "report");
    assertThat(report.exitCode()).as(report.err()).isZero();
    Path page;
    try (Stream<Path> files = Files.walk(home.resolve("reports"))) {
      page = files.filter(each -> each.endsWith("report.html")).findFirst().orElseThrow();
    }

    String html = Files.readString(page);

    assertThat(html)
        .contains("<h2>Analysis masks</h2>", "<h3>Between arms</h3>", "<h2>Analysis pixels</h2>")
        .contains("<th>dense</th><th>ticket round 1</th><th>reinit round 1</th>")
        .contains("img-src data:")
        .doesNotContain("Nothing measured yet");
    assertThat(html.split("<img ", -1)).hasSize(31);
  }

  @Test
  void theSameFileAgainComputesNoAnalysisAnew() throws IOException {
    JsonNode again = json(CommandLineRun.of(home, "run", file.toString(), "--json"));

    assertThat(again.at("/steps/executed").asInt()).isZero();
    assertThat(again.path("analyses").path(0).path("done").asInt()).isEqualTo(1);
  }

  @Test
  void tablesCommasAndListsArePrinted() {
    assertThat(
            query("SELECT arm, round FROM results" + ofTheRun + " AND arm IS NOT NULL ORDER BY arm")
                .out())
        .isEqualTo("ARM     ROUND\nreinit      1\nticket      1\n");
    assertThat(query("--csv", "SELECT 'a,\"b' AS \"text\", NULL AS none, 0.5 AS half").out())
        .isEqualTo("text,none,half\n\"a,\"\"b\",,0.5\n");
    assertThat(query("--list").out())
        .contains("results: Accuracy of every network that was evaluated, one row each.\n")
        .contains("  test_accuracy        right answers on the test split, a fraction\n");
    assertThat(query("--list", "--csv").out()).startsWith("view,column,text\nresults,experiment,");
    CommandLineRun cut = query("--rows", "1", "SELECT arm FROM results");
    assertThat(cut.out().lines()).hasSize(2);
    assertThat(cut.err()).contains("There are more than these 1 rows: see --rows.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT nothing FROM results | query: Column "NOTHING" not found
          DELETE FROM run | query: it begins with DELETE (expected: SELECT or WITH)
          SELECT 1; DELETE FROM run | query: several statements (expected: one)
          SELECT FILE_READ('/etc/passwd') | query: file_read( (expected: no function that reaches out of the query)
          """)
  void mistakesAreOneLineAndExitCodeTwo(String sql, String message) {
    CommandLineRun run = query(sql);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("espalier: " + message + "\n");
  }

  @Test
  void optionsThatDoNotFitAreRefused() {
    assertThat(query().exitCode()).isEqualTo(2);
    assertThat(query("--list", "SELECT 1").err())
        .contains("expected a SELECT in quotes, or --list alone");
    assertThat(query("--csv", "--json", "SELECT 1").exitCode()).isEqualTo(2);
    assertThat(query("--rows", "0", "SELECT 1").err())
        .contains("rows: 0 (expected: a whole number in [1, 100000])");
    assertThat(query("SELECT '" + "x".repeat(4000) + "'").err())
        .contains("4009 bytes of SQL (expected: at most 4000)");
  }

  @Test
  void theOwnerOfTheStoreAnswersToo() throws IOException {
    String sql = "SELECT name, measured, item FROM measurements ORDER BY task, name, item, layer";
    CommandLineRun before = query("--csv", sql);
    try (Store store = Stores.own(home, "espalier test");
        OwnerServer server = OwnerServer.start(home, store, Live.NONE, () -> {}, "espalier test")) {
      assertThat(server.info().pid()).isPositive();
      assertThat(query("--csv", sql)).isEqualTo(before);
      assertThat(query("DROP TABLE run").err())
          .isEqualTo("espalier: query: it begins with DROP (expected: SELECT or WITH)\n");
      assertThat(query("DROP TABLE run").exitCode()).isEqualTo(2);
      assertThat(store.runs().list()).isNotEmpty();
    }
    assertThat(before.out().lines()).hasSizeGreaterThan(50);
    assertThat(List.of(before.err())).containsExactly("");
  }
}
