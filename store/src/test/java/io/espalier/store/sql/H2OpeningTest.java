package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.migrations.Migrations;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.failure.StoreMissingException;
import io.espalier.store.failure.StoreVersionException;
import io.espalier.store.open.Stores;
import io.espalier.store.run.RunRecord;
import io.espalier.store.sql.database.H2Engine;
import io.espalier.store.sql.database.H2Migration;
import io.espalier.store.sql.database.H2Url;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepRecord;
import io.espalier.store.step.StepState;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an H2 store is opened, by whom, and what a new owner finds. */
class H2OpeningTest extends StoreContract {
  H2OpeningTest() {
    super(new H2Place());
  }

  @BeforeEach
  void leaveTheStoreToTheTest() {
    changed = true;
  }

  private void raw(String sql) throws Exception {
    store.close();
    try (Connection connection = DriverManager.getConnection(H2Url.owner(folder), "espalier", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aStoreHasOneOwnerInAProcessToo() {
    assertThatThrownBy(() -> H2Opening.own(folder, "second", new Disk(), Duration.ofMillis(120)))
        .isInstanceOf(StoreBusyException.class)
        .hasMessageContaining("--home");
    assertThatThrownBy(() -> H2Opening.readOnly(folder, Duration.ofMillis(120)))
        .isInstanceOf(StoreBusyException.class);
    store.close();
    store.close();
    store = Stores.own(folder, "third");
    assertThat(store.runs().list()).isEmpty();
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();
    assertThatThrownBy(() -> store.runs().list())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aNewOwnerPutsInOrderWhatTheLastOneLeft() throws IOException {
    run("run", "a", "b");
    store.runs().update("run", RunState.RUNNING, null);
    Claim killed = taken(request("run", "a", "step"));
    Files.writeString(killed.logFile(), "half a line");
    Files.writeString(folder.resolve("tmp/x.part"), "half");

    reopen();

    assertThat(store.runs().find("run"))
        .get()
        .extracting(RunRecord::state, RunRecord::reason)
        .containsExactly(RunState.RUNNING, "interrupted");
    assertThat(store.steps().find(key("step")))
        .get()
        .extracting(StepRecord::state)
        .isEqualTo(StepState.READY);
    assertThat(store.tasks().find("run", "a"))
        .get()
        .extracting(TaskRecord::state, TaskRecord::tryNumber)
        .containsExactly(TaskState.RUNNING, 1);
    AttemptRecord attempt = store.steps().attempts(key("step")).get(0);
    assertThat(attempt.state()).isEqualTo(AttemptState.LOST);
    assertThat(store.artifacts().read(String.valueOf(attempt.logDigest())))
        .asString()
        .isEqualTo("half a line");
    assertThat(killed.logFile()).doesNotExist();
    assertThat(folder.resolve("tmp/x.part")).doesNotExist();
    assertThat(taken(request("run", "a", "step")).fence()).isEqualTo(2);
    assertThat(number("SELECT COUNT(*) FROM store_owner")).isEqualTo(3);
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
  }

  @Test
  void readersNeedAStore() {
    Path nothing = folder.resolve("nothing");
    assertThatThrownBy(() -> Stores.readOnly(nothing))
        .isInstanceOf(StoreMissingException.class)
        .hasMessageContaining("espalier run");
    assertThat(nothing).doesNotExist();
  }

  @Test
  void tablesOfANewerProgramAreRefusedAndLeftAlone() throws Exception {
    raw(
        "INSERT INTO \"flyway_schema_history\" (\"installed_rank\", \"version\", \"description\","
            + " \"type\", \"script\", \"installed_by\", \"execution_time\", \"success\")"
            + " VALUES (99, '"
            + (Migrations.LATEST + 1)
            + "', 'newer', 'SQL', 'V.sql', 'x', 1, TRUE)");
    byte[] before = Files.readAllBytes(folder.resolve("store.mv.db"));

    assertThatThrownBy(() -> Stores.readOnly(folder))
        .isInstanceOf(StoreVersionException.class)
        .hasMessageContaining("newer program");
    assertThat(Files.readAllBytes(folder.resolve("store.mv.db"))).isEqualTo(before);
    assertThatThrownBy(() -> Stores.own(folder, "older")).isInstanceOf(StoreVersionException.class);
  }

  @Test
  void readersNeverMigrate() throws Exception {
    raw("DELETE FROM \"flyway_schema_history\" WHERE \"version\" = '" + Migrations.LATEST + "'");

    assertThatThrownBy(() -> Stores.readOnly(folder))
        .isInstanceOf(StoreVersionException.class)
        .hasMessageContaining("run a command that writes");
  }

  @Test
  void aFirstMigrationThatWasKilledIsBegunAgain() throws Exception {
    raw("DELETE FROM \"flyway_schema_history\"");

    store = Stores.own(folder, "again");

    assertThat(run("run", "t").state()).isEqualTo(RunState.QUEUED);
  }

  @Test
  void entriesWrittenBeforeStepsWereFoundByThemAreFound() throws Exception {
    run("run", "t");
    compute("run", "t", "step", "weights");
    raw(
        "DROP INDEX ix_audit_event_step; ALTER TABLE audit_event DROP COLUMN step_key;"
            + " DELETE FROM \"flyway_schema_history\" WHERE \"version\" NOT IN ('1', '2')");

    store = Stores.own(folder, "newer");

    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
    run("again", "t");
    assertThat(store.steps().claim(request("again", "t", "step")))
        .isInstanceOf(ClaimOutcome.Recorded.class);
  }

  @Test
  void anExistingStoreIsCopiedBeforeItIsMigrated() throws Exception {
    run("run", "t");
    store.close();
    H2Engine engine = H2Engine.open(folder, new Disk(), false, 2, Duration.ZERO);
    try {
      H2Migration.run(engine, folder, Migrations.LATEST + 1);
    } finally {
      engine.close();
    }

    Path copy;
    try (Stream<Path> copies = Files.list(folder.resolve("backups"))) {
      copy = copies.filter(f -> f.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
    assertThat(copy.getFileName().toString())
        .matches("store-v" + Migrations.LATEST + "-\\d{8}T\\d{9}Z\\.zip");
    Path restored = Files.createDirectory(folder.resolve("restored"));
    try (ZipFile zip = new ZipFile(copy.toFile())) {
      Files.copy(zip.getInputStream(zip.getEntry("store.mv.db")), restored.resolve("store.mv.db"));
    }
    try (Store read = Stores.readOnly(restored)) {
      assertThat(read.runs().find("run")).isPresent();
    }
  }

  @Test
  void aStoreOfTheFirstTablesKeepsItsRowsAndTakesLongerIds() throws Exception {
    run("run", "t");
    compute("run", "t", "step", "weights");
    for (String column :
        List.of("experiment.name", "task.task_id", "task.arm", "attempt.task_id")) {
      raw(
          "ALTER TABLE %s SET DATA TYPE VARCHAR(250)"
              .formatted(column.replace(".", " ALTER COLUMN ")));
    }
    raw("DELETE FROM \"flyway_schema_history\" WHERE \"version\" <> '1'");

    store = Stores.own(folder, "newer");

    assertThat(store.tasks().find("run", "t").map(TaskRecord::state)).contains(TaskState.SUCCESS);
    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
    String longest = "𝒜".repeat(250);
    run("longest", longest);
    compute("longest", longest, "another", "weights");
    assertThat(store.tasks().find("longest", longest)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;INIT=RUNSCRIPT FROM 'x'", "a\\;b", "back\\slash", "new\nline"})
  void aPathThatIsMoreThanAPathIsRefused(String name) {
    Path home = folder.resolve(name);
    assertThatThrownBy(() -> Stores.own(home, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without semicolons");
    assertThat(home).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"with spaces", "Ünïcödé 木", "~", "a:b", "mem:x", "#%20&?=", "${user.home}", "'\""})
  void anyOtherPathIsOnlyAPath(String name) {
    Path home = folder.resolve("homes").resolve(name);
    try (Store own = Stores.own(home, "x")) {
      own.artifacts().put("config", "x/y", new byte[] {1});
    }
    assertThat(home.resolve("store.mv.db")).isRegularFile();
    try (Store read = Stores.readOnly(home)) {
      assertThat(read.artifacts().resolve("4bf5")).isPresent();
    }
  }
}
