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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told of a finished run once somebody has changed its rows. */
class TamperedRunTest {
  private static final String NINES =
      "UPDATE %s SET result_json = REGEXP_REPLACE(result_json, '\"testAccuracy\":[0-9.]+',"
          + " '\"testAccuracy\":0.9999') WHERE result_json LIKE '%%testAccuracy%%'";

  @TempDir static Path folder;

  private static Path file;
  private static Path whole;
  private static JsonNode before;

  @TempDir private Path home;

  @BeforeAll
  static void runOnce() throws Exception {
    whole = folder.resolve("whole");
    file = TinyExperiment.write(folder, 8);
    CommandLineRun run = CommandLineRun.of(whole, "run", file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    before = new ObjectMapper().readTree(run.out());
  }

  @BeforeEach
  void copyOfTheStore() throws IOException {
    try (Stream<Path> all = Files.walk(whole)) {
      for (Path from : all.filter(Files::isRegularFile).toList()) {
        Path to = home.resolve(whole.relativize(from).toString());
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
      }
    }
  }

  private CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(home, arguments);
  }

  private int tamper(String sql) throws SQLException {
    String url = "jdbc:h2:file:" + home.resolve("store").toAbsolutePath();
    try (Connection connection = DriverManager.getConnection(url, "espalier", "");
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private void nines() throws SQLException {
    assertThat(tamper(NINES.formatted("step"))).isPositive();
    assertThat(tamper(NINES.formatted("task"))).isPositive();
  }

  @Test
  void aStoreThatNobodyTouchedIsInOrder() {
    assertThat(espalier("verify").out()).startsWith("ok: ").contains("every row");
    assertThat(espalier("show").exitCode()).isZero();
  }

  @Test
  void aChangedAccuracyIsNamedAndShownWithAWarningOnly() throws Exception {
    nines();
    CommandLineRun verify = espalier("verify");
    assertThat(verify.exitCode()).isEqualTo(5);
    assertThat(verify.out().lines())
        .allMatch(line -> line.startsWith("NOT ok: "))
        .anyMatch(line -> line.contains("NOT ok: step ") && line.contains("0.9999"))
        .anyMatch(line -> line.contains("NOT ok: task r1.") && line.contains("0.9999"));
    String run = before.path("run_id").asText();
    for (String[] command :
        new String[][] {{"show"}, {"show", "--json"}, {"compare", run, run}, {"report"}}) {
      CommandLineRun shown = espalier(command);
      assertThat(shown.exitCode()).as(String.join(" ", command)).isEqualTo(5);
      assertThat(shown.err())
          .contains("do not trust these numbers", "result_json", "espalier verify");
    }
    assertThat(Files.readString(home.resolve("reports").resolve(run).resolve("report.html")))
        .contains("Do not trust these numbers");
    Path ticket = home.resolve("ticket");
    CommandLineRun export =
        espalier("export", "--arm", "ticket", "--round", "1", ticket.toString());
    assertThat(export.exitCode()).isEqualTo(5);
    assertThat(ticket).doesNotExist();
  }

  @Test
  void aNewRunDoesNotTakeAChangedResultOver() throws Exception {
    nines();
    CommandLineRun again = espalier("run", file.toString(), "--json");
    assertThat(again.exitCode()).as(again.err()).isEqualTo(3);
    JsonNode show = new ObjectMapper().readTree(again.out());
    assertThat(show.path("results")).isEmpty();
    assertThat(show.path("failures").toString())
        .contains("0.9999", "(recorded: ", "espalier verify");
  }

  @Test
  void laterRoundsAreNotComputedFromOtherWeights() throws Exception {
    assertThat(
            tamper(
                """
                UPDATE step_io SET artifact_id = (SELECT MIN(o.artifact_id) FROM step_io o
                  JOIN step s ON s.id = o.step_id WHERE o.direction = 'O' AND o.role = 'weights'
                    AND s.operator = 'initialise')
                WHERE direction = 'O' AND role = 'weights' AND step_id IN
                  (SELECT t.step_id FROM task t WHERE t.task_id = 'r1.ticket.01.train')
                """))
        .isEqualTo(1);
    CommandLineRun more = espalier("run", file.toString(), "--set", "prune.rounds=2", "--json");
    assertThat(more.exitCode()).as(more.err()).isEqualTo(3);
    assertThat(more.out()).contains("output weights/0: ", "(recorded: ", "espalier verify");
    assertThat(more.out()).doesNotContain("\"round\" : 2");
  }

  @Test
  void resumeGoesNoFurtherThanAChangedRow() throws Exception {
    assertThat(
            tamper(
                "UPDATE task SET state = 'none', step_id = NULL, disposition = NULL,"
                    + " result_json = NULL WHERE task_id = 'r1.reinit.01.evaluate'"))
        .isEqualTo(1);
    tamper("UPDATE run SET state = 'running', ended_at = NULL");
    List<String> named = tasksNamed();
    assertThat(named).hasSize(4);
    CommandLineRun resumed = espalier("resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(5);
    assertThat(resumed.err()).contains("state: ", "espalier verify");
    assertThat(tasksNamed()).as("nothing was done to the task").isEqualTo(named);
  }

  private List<String> tasksNamed() {
    return espalier("verify")
        .out()
        .lines()
        .filter(line -> line.startsWith("NOT ok: task r1."))
        .toList();
  }
}
