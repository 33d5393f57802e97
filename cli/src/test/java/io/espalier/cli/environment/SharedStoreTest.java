package io.espalier.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.cli.CommandLineRun;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreMisplacedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a store in PostgreSQL, before anything is in it. */
class SharedStoreTest {
  @TempDir private Path folder;
  private TestDatabase database;
  private Path file;

  @BeforeEach
  void makeASchema() throws IOException {
    database = new TestDatabase();
    file = database.file(folder);
  }

  @AfterEach
  void dropIt() {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void anEmptyDatabaseSaysHowToBeginAndStaysEmpty() {
    CommandLineRun list = espalier("list");
    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(list.err())
        .contains("there is no store in the database postgresql://")
        .contains(
            "`espalier run FILE --home " + folder.resolve("home") + " --environment " + file + "`");
    assertThat(espalier("show").exitCode()).isEqualTo(2);
    assertThat(espalier("fsck").exitCode()).isEqualTo(2);
    assertThat(espalier("list", "--json").out()).contains("\"runs\" : [ ]");
    assertThat(folder.resolve("home")).as("reading makes nothing").doesNotExist();
    database.execute("CREATE TABLE run (nothing INT)"); // fails where a migration has run
  }

  @Test
  void aStoreWithoutRunsIsReadLikeAnyOther() throws IOException {
    Files.createDirectory(folder.resolve("objects"));
    Environment.load(file, Map.of()).open().close();
    assertThat(espalier("list").err()).contains("No run yet: start one with `espalier run FILE");
    assertThat(espalier("verify").out()).startsWith("ok: 0 events in 0 chains");
    assertThat(espalier("fsck").out()).startsWith("ok: 0 artifacts");
    assertThat(espalier("gc").out()).startsWith("postgresql://").contains("everything is needed");
    assertThat(espalier("gc", "--delete").exitCode()).isZero();
    assertThat(espalier("query", "SELECT COUNT(*) AS n FROM results").out()).contains("0");
    assertThat(espalier("status").exitCode()).isZero();
    assertThat(espalier("doctor").out()).contains("ok    store ", ", 0 workers alive, no run yet");
  }

  @Test
  void manyMachinesMakeTheTablesAtOnce() throws Exception {
    List<FutureTask<Boolean>> machines = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      FutureTask<Boolean> one =
          new FutureTask<>(
              () -> {
                Environment.load(file, Map.of()).open().close();
                return true;
              });
      machines.add(one);
      new Thread(one).start();
    }
    for (FutureTask<Boolean> one : machines) {
      assertThat(one.get()).isTrue();
    }
    assertThat(espalier("verify").exitCode()).isZero();
  }

  @Test
  void aDatabaseThatIsAwayIsNamedWithWhatToDo() throws IOException {
    String password = "correct horse";
    Path secret = Files.writeString(folder.resolve("secret"), password);
    Files.writeString(
        file,
        """
        database: {url: "jdbc:postgresql://127.0.0.1:%d/none", user: me, password: {file: %s}}
        artifacts: {folder: objects}
        """
            .formatted(freePort(), secret));
    CommandLineRun list = espalier("list", "--verbose");
    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.err())
        .contains("the database postgresql://127.0.0.1:")
        .contains("/none does not answer: ")
        .contains("(see `espalier doctor --home ")
        .doesNotContain(password);
    assertThat(espalier("doctor").out())
        .contains("bad   database")
        .contains("→ start it, or put its host and port right in the environment file")
        .contains("bad   artifacts           " + folder.resolve("objects") + " is not there")
        .doesNotContain(password);
  }

  @Test
  void aSecondDatabaseOnTheSameFolderIsRefusedByEveryCommandAndByDoctor() throws IOException {
    String first;
    try (Store store = Environment.load(file, Map.of()).open()) {
      store.artifacts().put("note", "text/plain", new byte[] {1});
      first = store.identity();
    }
    try (TestDatabase other = new TestDatabase()) {
      Path there = Files.createDirectory(folder.resolve("other"));
      Path second = other.file(there);
      Files.writeString(second, Files.readString(second).replace("objects", "../objects"));
      assertThatThrownBy(() -> Environment.load(second, Map.of()).open())
          .isInstanceOf(StoreMisplacedException.class);
      for (String command : List.of("list", "fsck", "gc")) {
        CommandLineRun refused =
            CommandLineRun.of(folder.resolve("home"), command, "--environment", second.toString());
        assertThat(refused.exitCode()).as(command).isEqualTo(1);
        assertThat(refused.err())
            .contains("the folder " + folder.resolve("objects") + " belongs to another store")
            .contains(first + " in postgresql://")
            .contains("name a place of its own under artifacts in the environment file");
      }
      assertThat(
              CommandLineRun.of(
                      folder.resolve("home"), "doctor", "--environment", second.toString())
                  .out())
          .contains("bad   artifacts           the folder " + folder.resolve("objects"))
          .contains("→ name a place of its own under artifacts in the environment file");
    }
    assertThat(espalier("fsck").out()).startsWith("ok: 1 artifacts");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void rebuildingSaysThatItIsForStoresInFolders() {
    CommandLineRun rebuild = espalier("store", "rebuild");
    assertThat(rebuild.exitCode()).isEqualTo(2);
    assertThat(rebuild.err()).contains("restored from its own backups");
  }

  private CommandLineRun espalier(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--environment", file.toString()));
    return CommandLineRun.of(folder.resolve("home"), all.toArray(String[]::new));
  }
}
