package io.espalier.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
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
  void aStoreWithoutRunsIsReadLikeAnyOther() {
    Environment.load(file, java.util.Map.of()).open().close();
    assertThat(espalier("list").err()).contains("No run yet: start one with `espalier run FILE");
    assertThat(espalier("verify").out()).startsWith("ok: 0 events in 0 chains");
    assertThat(espalier("fsck").out()).startsWith("ok: 0 artifacts");
    assertThat(espalier("gc").out()).startsWith("postgresql://").contains("everything is needed");
    assertThat(espalier("gc", "--delete").exitCode()).isZero();
    assertThat(espalier("query", "SELECT COUNT(*) AS n FROM results").out()).contains("0");
    assertThat(espalier("status").exitCode()).isZero();
    assertThat(espalier("doctor").out()).contains("ok    store ");
  }

  @Test
  void rebuildingSaysThatItIsForStoresInFolders() {
    CommandLineRun rebuild = espalier("store", "rebuild");
    assertThat(rebuild.exitCode()).isEqualTo(2);
    assertThat(rebuild.err()).contains("restored from its own backups");
  }

  private CommandLineRun espalier(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--environment";
    all[arguments.length + 1] = file.toString();
    return CommandLineRun.of(folder.resolve("home"), all);
  }
}
