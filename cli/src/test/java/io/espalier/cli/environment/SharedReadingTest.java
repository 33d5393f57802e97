package io.espalier.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.CommandLineRun;
import io.espalier.cli.TinyExperiment;
import io.espalier.state.RunState;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in PostgreSQL, looked at from machines that have never seen it. */
class SharedReadingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STUDIES =
      Path.of("..", "configs", "experiments", "studies").toString();
  private static final String READER = "reader_of_a_test";

  @TempDir private static Path folder;
  private static @Nullable TestDatabase database;
  private static Path file;
  private static Path experiment;
  private static String run;

  @BeforeAll
  static void compute() throws IOException {
    TestDatabase made = new TestDatabase();
    database = made;
    file = made.file(folder);
    experiment = TinyExperiment.write(folder, 20);
    run = SharedRun.of(Environment.load(file, Map.of()), experiment);
    made.execute("DROP ROLE IF EXISTS " + READER);
    made.execute("CREATE ROLE " + READER + " LOGIN");
    made.execute("GRANT USAGE ON SCHEMA " + made.schema() + " TO " + READER);
    made.execute("GRANT SELECT ON ALL TABLES IN SCHEMA " + made.schema() + " TO " + READER);
  }

  @AfterAll
  static void drop() {
    if (database != null) {
      database.execute("DROP OWNED BY " + READER);
      database.execute("DROP ROLE " + READER);
      database.close();
    }
  }

  @Test
  void itsResultsAreThoseOfAStoreInAFolder() throws IOException {
    Path home = folder.resolve("h2");
    CommandLineRun own = CommandLineRun.of(home, "run", experiment.toString(), "--json");
    assertThat(own.exitCode()).as(own.err()).isZero();
    JsonNode shared = JSON.readTree(ok("show", "--json").out()).path("results");
    assertThat(shared).hasSize(4);
    assertThat(shared.toString()).contains("\"weights\"");
    assertThat(shared).isEqualTo(JSON.readTree(own.out()).path("results"));
  }

  @Test
  void severalMachinesReadAtOnce() throws Exception {
    List<FutureTask<CommandLineRun>> machines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Path home = folder.resolve("machine-" + i);
      FutureTask<CommandLineRun> one =
          new FutureTask<>(() -> espalier(file, home, "status", "--json"));
      machines.add(one);
      new Thread(one).start();
    }
    for (FutureTask<CommandLineRun> one : machines) {
      assertThat(one.get().exitCode()).as(one.get().err()).isZero();
      assertThat(one.get().out()).contains(run).contains("success");
    }
  }

  @Test
  void everyQuestionIsAnswered() {
    assertThat(ok("list").out()).contains(run);
    assertThat(ok("logs", "r1.dense.train").out()).contains("task r1.dense.train of run " + run);
    assertThat(ok("why", "r1.ticket.01.train", "r1.reinit.01.train").out()).contains("weights");
    assertThat(ok("compare", run, run).out()).contains("12 shared");
    assertThat(ok("query", "SELECT COUNT(*) AS n FROM results").out()).contains("3");
    assertThat(ok("plan", experiment.toString()).out()).contains("Recorded already: 12 tasks");
    assertThat(ok("verify").out()).startsWith("ok: ");
    assertThat(ok("fsck").out()).contains("0 problems");
    assertThat(ok("fsck", "--repair").out()).contains("0 problems");
    assertThat(ok("gc", "--delete").out()).startsWith("postgresql://");
    assertThat(ok("study", "list", "--studies", STUDIES).out())
        .contains("not judged in this store");
    Path ticket = folder.resolve("ticket");
    ok("export", "--arm", "ticket", "--round", "1", ticket.toString());
    assertThat(ticket.resolve("mask.safetensors")).isNotEmptyFile();
    String report = ok("report").out().strip();
    assertThat(Path.of(report)).isNotEmptyFile().startsWith(folder.resolve("home"));
    String digest = ok("query", "SELECT sha256 FROM artifact WHERE kind = 'mask'").out();
    assertThat(ok("lineage", digest.lines().skip(1).findFirst().orElseThrow().strip()).out())
        .contains("r1.ticket.01.prune");
  }

  @Test
  void aQuestionInSqlChangesNothing() {
    for (String sql :
        new String[] {
          "WITH gone AS (DELETE FROM run RETURNING id) SELECT * FROM gone",
          "SELECT set_config('default_transaction_read_only', 'off', false)",
          "SELECT 1; DELETE FROM run"
        }) {
      CommandLineRun refused = espalier(file, folder.resolve("home"), "query", sql);
      assertThat(refused.exitCode()).as(sql).isEqualTo(2);
    }
    assertThat(ok("list").out()).contains(run);
  }

  @Test
  void aRoleThatMayOnlyReadReadsAndIsToldWhatItMayNotDo() throws IOException {
    Path reading = folder.resolve("reader.yaml");
    String asOwner = Files.readString(file);
    Files.writeString(reading, asOwner.replaceFirst("user=\\w+", "user=" + READER));
    Path home = folder.resolve("reader");
    for (String[] command :
        new String[][] {
          {"list"}, {"show"}, {"verify"}, {"query", "SELECT 1"}, {"fsck"}, {"status"}
        }) {
      CommandLineRun read = espalier(reading, home, command);
      assertThat(read.exitCode()).as("%s: %s", Arrays.toString(command), read.err()).isZero();
    }
    assertThat(espalier(reading, home, "fsck").out())
        .contains("nothing was marked: the store could only be opened for reading");
    try (Store store = Environment.load(reading, Map.of()).open()) {
      assertThatThrownBy(() -> store.runs().update(run, RunState.FAILED, "by a reader"))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("the database's user may not do this: ")
          .hasMessageContaining("permission denied");
    }
    assertThat(espalier(reading, home, "doctor").out())
        .contains("note  rights              may read, not write");
  }

  @Test
  void nobodyReadsTablesOfAnotherVersion() {
    TestDatabase there = Objects.requireNonNull(database);
    there.execute(
        "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
            + " installed_by, execution_time, success)"
            + " VALUES (999, '999', 'later', 'SQL', 'V999', 'test', 0, true)");
    try {
      CommandLineRun list = espalier(file, folder.resolve("home"), "list");
      assertThat(list.exitCode()).isEqualTo(1);
      assertThat(list.err()).contains("tables of version 999").contains("use the newer program");
      assertThat(espalier(file, folder.resolve("home"), "doctor").out())
          .contains("bad   tables              of version 999");
    } finally {
      there.execute("DELETE FROM flyway_schema_history WHERE installed_rank = 999");
    }
  }

  private static CommandLineRun ok(String... arguments) {
    CommandLineRun command = espalier(file, folder.resolve("home"), arguments);
    assertThat(command.exitCode()).as("%s: %s", Arrays.toString(arguments), command.err()).isZero();
    return command;
  }

  private static CommandLineRun espalier(Path environment, Path home, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--environment", environment.toString()));
    return CommandLineRun.of(home, all.toArray(String[]::new));
  }
}
