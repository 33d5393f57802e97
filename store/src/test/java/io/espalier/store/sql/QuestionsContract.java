package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.migrations.SqlView;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.question.Answer;
import io.espalier.store.question.GivenTable;
import io.espalier.store.question.Questions;
import io.espalier.store.question.RefusedQuestionException;
import io.espalier.store.run.NewRun;
import io.espalier.store.sql.question.SqlQuestions;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.NewTask;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class QuestionsContract extends StoreContract {
  QuestionsContract(Place place) {
    super(place);
  }

  private static final String PRUNED =
      "{\"kept\":20,\"prunable\":100,\"density\":0.2,\"keptByTensor\":{\"fc1/W\":20}}";

  @BeforeEach
  void aRunWithResultsAndMeasurements() {
    List<NewTask> tasks =
        List.of(
            new NewTask("r1.dense.evaluate", 0, 1, null, 0),
            new NewTask("r1.ticket.01.prune", 1, 1, "ticket", 1),
            new NewTask("r1.ticket.01.train", 2, 1, "ticket", 1),
            new NewTask("r1.ticket.01.evaluate", 3, 1, "ticket", 1),
            new NewTask("r1.d7.02.d12.evaluate", 4, 1, "d7", 2),
            new NewTask("analyses.masks.r1", 5, 1, null, null));
    store
        .runs()
        .create(
            new NewRun(
                "quickstart",
                "run",
                "workflow",
                put("config", "c").sha256(),
                put("plan", "p").sha256(),
                Instant.parse("2026-11-21T00:00:00Z"),
                42,
                tasks));
    StepArtifact mask = output("mask", "mask");
    compute("r1.ticket.01.prune", "prune", PRUNED, List.of(mask));
    StepArtifact weights = output("weights", "weights");
    compute("r1.ticket.01.train", "train", "{}", List.of(weights), mask);
    compute(
        "r1.ticket.01.evaluate",
        "evaluate",
        "{\"validationAccuracy\":0.5,\"validationLoss\":1.0E-4,\"testAccuracy\":0.97,"
            + "\"testLoss\":0.125}",
        List.of(),
        weights);
    StepArtifact dense = new StepArtifact("weights", 0, put("weights", "dense"));
    compute(
        "r1.dense.evaluate",
        "evaluate",
        "{\"validationAccuracy\":null,\"validationLoss\":null,\"testAccuracy\":1.0,"
            + "\"testLoss\":\"NaN\"}",
        List.of(),
        dense);
    compute(
        "r1.d7.02.d12.evaluate",
        "evaluate",
        "{\"validationAccuracy\":null,\"validationLoss\":null,\"testAccuracy\":0,\"testLoss\":7}",
        List.of(),
        dense,
        mask);
    taken(asks("analyses.masks.r1", "mask_similarity"))
        .commit(
            List.of(),
            "{}",
            List.of(new MetricPoint("loss", "fc1", "nats", 3, 0.5)),
            List.of(
                new Measurement(
                    "jaccard",
                    new Spot(1, "ticket", 1, 1),
                    new Spot(1, "random", 1, 1),
                    "fc1",
                    "kept",
                    0.25,
                    100L,
                    null,
                    null,
                    "fraction"),
                new Measurement(
                    "gone", Spot.NONE, Spot.NONE, null, null, Double.NaN, null, null, null, "")));
  }

  private ClaimRequest asks(String task, String operator, StepArtifact... inputs) {
    return new ClaimRequest(
        "run", task, 1, key(task), 1, operator, task, List.of(inputs), "worker-1", RUNTIME);
  }

  private void compute(
      String task,
      String operator,
      String result,
      List<StepArtifact> outputs,
      StepArtifact... inputs) {
    taken(asks(task, operator, inputs)).commit(outputs, result, List.of());
  }

  private Answer ask(String sql) {
    return store.questions().ask(sql, 100);
  }

  @Test
  void resultsHaveTheirPlaceDensityAndAccuracies() {
    Answer answer = ask("SELECT * FROM results ORDER BY task");

    assertThat(answer.rows())
        .containsExactly(
            Arrays.asList(
                "quickstart",
                "run",
                1L,
                "d7",
                12L,
                2L,
                1.0,
                0.0,
                7.0,
                null,
                null,
                "r1.d7.02.d12.evaluate"),
            Arrays.asList(
                "quickstart",
                "run",
                1L,
                null,
                null,
                0L,
                1.0,
                1.0,
                null,
                null,
                null,
                "r1.dense.evaluate"),
            Arrays.asList(
                "quickstart",
                "run",
                1L,
                "ticket",
                1L,
                1L,
                0.2,
                0.97,
                0.125,
                0.5,
                1.0E-4,
                "r1.ticket.01.evaluate"));
    assertThat(answer.more()).isFalse();
  }

  @Test
  void measurementsHaveTheirRunTaskAndAnalysis() {
    assertThat(
            ask("SELECT analysis, name, arm, other_arm, layer, item, measured, n, unit, task,"
                    + " operator FROM measurements WHERE name = 'jaccard'")
                .rows())
        .containsExactly(
            Arrays.asList(
                "masks",
                "jaccard",
                "ticket",
                "random",
                "fc1",
                "kept",
                0.25,
                100L,
                "fraction",
                "analyses.masks.r1",
                "mask_similarity"));
    assertThat(ask("SELECT measured, layer FROM measurements WHERE name = 'gone'").rows())
        .containsExactly(Arrays.asList("NaN", null));
    assertThat(ask("SELECT name, layer, iteration, measured FROM curves").rows())
        .containsExactly(Arrays.asList("loss", "fc1", 3L, 0.5));
  }

  @Test
  void everyViewIsDescribedWithItsColumnsInTheirOrder() {
    for (SqlView view : SqlView.all()) {
      assertThat(view.columns().stream().map(SqlView.Column::name))
          .as(view.name())
          .isEqualTo(ask("SELECT * FROM " + view.name()).columns());
    }
    assertThat(
            ask("SELECT LOWER(table_name) FROM information_schema.views"
                    + " WHERE table_schema = CURRENT_SCHEMA")
                .rows())
        .containsExactlyInAnyOrderElementsOf(
            SqlView.all().stream().map(view -> Arrays.<Object>asList(view.name())).toList());
  }

  @Test
  void noMoreRowsAreGivenThanWanted() {
    Answer answer = store.questions().ask("SELECT task_id FROM task ORDER BY seq_no", 2);

    assertThat(answer.rows()).hasSize(2);
    assertThat(answer.more()).isTrue();
    assertThat(store.questions().ask("SELECT task_id FROM task", 6).more()).isFalse();
    assertThatThrownBy(() -> store.questions().ask("SELECT 1", 0))
        .hasMessageContaining("rows: 0 (expected: 1 to 100000)");
  }

  @Test
  void numbersTimesAndTruthsComeAsSuch() {
    Answer answer =
        ask(
            "SELECT COUNT(*) AS \"How Many\", AVG(round_no) AS mean, 1 = 1 AS yes,"
                + " MIN(logical_date) AS \"at\" FROM task JOIN run ON run.id = task.run_id"
                + " WHERE round_no IS NOT NULL");

    assertThat(answer.columns()).containsExactly("How Many", "mean", "yes", "at");
    assertThat(answer.rows())
        .containsExactly(
            Arrays.asList(5L, answer.rows().get(0).get(1), true, "2026-11-21T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select count(*) from results",
        "  ( SELECT 1 ) ; ",
        "WITH x AS (SELECT 1 AS a) SELECT a FROM x",
        "VALUES (1), (2)",
        "SELECT 'DELETE FROM run; DROP TABLE run', 'it''s' -- ; DROP TABLE run",
        "SELECT /* ; DELETE */ 1",
        "SELECT 1 AS \"delete\"",
        "SELECT task_id FROM task WHERE task_id LIKE '%.evaluate' ORDER BY 1"
      })
  void whatOnlyReadsIsAnswered(String sql) {
    assertThat(ask(sql).rows()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ; ",
        "-- SELECT 1",
        "DELETE FROM run",
        "UPDATE run SET seed = 1",
        "INSERT INTO experiment (name) VALUES ('x')",
        "SELECT 1; DELETE FROM checkpoint",
        "SELECT 1 /* ; */ ; -- x\n DROP VIEW results",
        "WITH gone AS (DELETE FROM checkpoint RETURNING 1) SELECT * FROM gone",
        "SELECT * FROM FINAL TABLE (DELETE FROM checkpoint)",
        "SELECT * FROM OLD TABLE (UPDATE run SET seed = 1)",
        "SELECT * INTO copied FROM run",
        "SELECT * FROM run FOR UPDATE",
        "SELECT * FROM run FOR SHARE",
        "SELECT * FROM run FOR /**/ NO KEY UPDATE",
        "CALL FILE_WRITE('x', '{file}')",
        "SELECT FILE_WRITE('x', '{file}')",
        "SELECT \"FILE_WRITE\"('x', '{file}')",
        "SELECT CSVWRITE('{file}', 'SELECT 1')",
        "SELECT FILE_READ('/etc/hostname')",
        "SELECT * FROM CSVREAD('/etc/hostname')",
        "SCRIPT TO '{file}'",
        "RUNSCRIPT FROM '{file}'",
        "BACKUP TO '{file}'",
        "SHUTDOWN",
        "SET @x = 1",
        "SELECT * FROM LINK_SCHEMA('A', '', 'jdbc:h2:mem:', 'sa', '', 'PUBLIC')",
        "CREATE LINKED TABLE l('', 'jdbc:h2:mem:', 'sa', '', 'T')",
        "CREATE LOCAL TEMPORARY TABLE t (a INT)",
        "CREATE ALIAS x FOR 'java.lang.System.exit'",
        "EXECUTE IMMEDIATE 'DROP TABLE run'",
        "EXPLAIN ANALYZE DELETE FROM run",
        "COPY run TO '{file}'",
        "COPY (SELECT 1) TO PROGRAM 'touch {file}'",
        "SELECT pg_read_file('/etc/hostname')",
        "SELECT pg_catalog.pg_sleep(1)",
        "SELECT lo_export(1, '{file}')",
        "SELECT set_config('transaction_read_only', 'off', true)",
        "SELECT query_to_xml('DELETE FROM run', true, true, '')",
        "SELECT nextval('run_id_seq')",
        "SELECT E'\\'; DELETE FROM run; --'",
        "SELECT U&'\\0041'",
        "SELECT $$x$$",
        "SELECT $a$ ; DELETE FROM run; $a$",
        "SELECT 1 // x",
        "SELECT `1`",
        "SELECT 1 /* /* */ DELETE FROM run */",
        "SELECT 'x",
        "SELECT \"x",
        "SELECT 1 /* x",
        "SELECT * FROM run WHERE id = ?"
      })
  void whateverMightDoMoreIsRefusedInOneLineAndDoesNothing(String sql) {
    var file = folder.resolve("written");

    assertThatThrownBy(() -> ask(sql.replace("{file}", file.toString())))
        .isInstanceOf(RefusedQuestionException.class)
        .hasMessageMatching("query: [^\\n]+");

    assertThat(file).doesNotExist();
    assertThat(number("SELECT COUNT(*) FROM run WHERE seed = 42")).isEqualTo(1);
  }

  @Test
  void mistakesAreNamedInOneLine() {
    assertThatThrownBy(() -> ask("SELECT nothing FROM results"))
        .isInstanceOf(RefusedQuestionException.class)
        .hasMessageMatching("(?i)query: .*column.*nothing[^\\n]*");
    assertThatThrownBy(() -> ask("SELECT * FROM nowhere"))
        .isInstanceOf(RefusedQuestionException.class)
        .hasMessageMatching("(?i)query: .*nowhere[^\\n]*");
    assertThatThrownBy(() -> ask("SELECT 1 FROM"))
        .isInstanceOf(RefusedQuestionException.class)
        .hasMessageMatching("(?i)query: .*syntax[^\\n]*");
  }

  /** After the check of words comes the database's own: seen by going around the words. */
  @Test
  void theConnectionItselfCannotChangeRows() {
    for (String sql :
        List.of(
            "DELETE FROM checkpoint",
            "UPDATE run SET seed = 1",
            "INSERT INTO experiment (name) VALUES ('x')",
            "DROP TABLE checkpoint",
            "CREATE TABLE x (a INT)")) {
      assertThatThrownBy(
              () ->
                  ((SqlStore) store)
                      .database()
                      .ask(
                          60,
                          connection -> {
                            try (var statement = connection.createStatement()) {
                              return statement.execute(sql);
                            } finally {
                              connection.rollback();
                            }
                          }))
          .as(sql)
          .hasMessageMatching("(?is).*(not enough rights|read-only).*");
    }
    assertThat(number("SELECT COUNT(*) FROM run WHERE seed = 42")).isEqualTo(1);
  }

  @Test
  void tablesAreGivenWithAQuestionThatNamesThem() {
    GivenTable costs =
        new GivenTable(
            "costs",
            List.of(
                new GivenTable.Column("arm", GivenTable.Type.TEXT),
                new GivenTable.Column("iterations", GivenTable.Type.WHOLE),
                new GivenTable.Column("seconds", GivenTable.Type.NUMBER)),
            () ->
                List.of(
                    Arrays.asList("o'hara \\", 9_000_000_000_000L, 1.0E-3),
                    Arrays.asList("ticket", null, null)));
    GivenTable none =
        new GivenTable(
            "none", List.of(new GivenTable.Column("n", GivenTable.Type.WHOLE)), List::of);
    GivenTable unasked =
        new GivenTable(
            "unasked",
            none.columns(),
            () -> {
              throw new AssertionError("fetched");
            });
    List<GivenTable> given = List.of(costs, none, unasked);

    assertThat(store.questions().ask("SELECT * FROM costs ORDER BY arm", 9, given))
        .isEqualTo(
            new Answer(
                List.of("arm", "iterations", "seconds"),
                List.of(
                    Arrays.asList("o'hara \\", 9_000_000_000_000L, 1.0E-3),
                    Arrays.asList("ticket", null, null)),
                false));
    // Beside a view, beside a question's own tables, and with a comment in front.
    assertThat(
            store
                .questions()
                .ask(
                    "-- with\nWITH own AS (SELECT * FROM results)"
                        + " SELECT own.arm, n FROM own JOIN costs ON own.arm = costs.arm"
                        + " LEFT JOIN none ON 1 = 1",
                    9,
                    given)
                .rows())
        .containsExactly(Arrays.asList("ticket", null));
    assertThatThrownBy(() -> store.questions().ask("SELECT wrong FROM costs", 9, given))
        .isInstanceOf(RefusedQuestionException.class)
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT))
                    .contains("wrong"))
        .message()
        .doesNotContain("VALUES");
  }

  @Test
  void aQuestionThatTakesTooLongIsStopped() {
    Questions impatient = new SqlQuestions(((SqlStore) store).database(), 1);
    String columns = "information_schema.columns";

    assertThatThrownBy(
            () ->
                impatient.ask(
                    "SELECT SUM(CASE WHEN a.column_name < b.column_name THEN 1 ELSE 0 END) FROM "
                        + String.join(
                            ", ", columns + " a", columns + " b", columns + " c", columns + " d"),
                    1))
        .isInstanceOf(RefusedQuestionException.class)
        .hasMessage("query: it took longer than 1 s and was stopped");
    assertThat(impatient.ask("SELECT 1 AS one", 1).rows()).containsExactly(List.of(1L));
  }

  @Test
  void secondsAreThoseOfAllAttemptsAtAStep() {
    String key = key("r1.ticket.01.train");
    assertThat(store.steps().seconds("run")).containsKey(key).hasSize(6);
    assertThat(store.steps().seconds("another")).isEmpty();
    change(
        "UPDATE attempt SET ended_at = started_at + INTERVAL '90' SECOND WHERE step_id IN"
            + " (SELECT id FROM step WHERE step_key = ?)",
        key);

    assertThat(store.steps().seconds(null)).containsEntry(key, 90.0);
    change(
        "UPDATE attempt SET state = 'LOST', failure_type = 'lost' WHERE step_id IN"
            + " (SELECT id FROM step WHERE step_key = ?)",
        key);
    assertThat(store.steps().seconds("run")).as("nobody knows when").containsEntry(key, 0.0);
  }
}
