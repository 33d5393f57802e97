package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.store.Store;
import io.espalier.store.artifact.FolderBlobs;
import io.espalier.store.failure.StoreRefusedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the roles of a shared store may do; that a worker can work is what its contracts say. */
class PostgresRolesTest extends StoreContract {
  PostgresRolesTest() {
    super(new PostgresPlace("worker"));
  }

  @Test
  void aReaderReadsAndVerifiesAndChangesNothing() {
    run("run", "a");
    try (Store reader =
            PostgresPlace.open(
                PostgresPlace.as("reader"), threads -> new FolderBlobs(folder, disk, threads))) {
      assertThat(reader.runs().list()).hasSize(1);
      assertThat(reader.tasks().list("run")).hasSize(1);
      assertThat(reader.audit().verify(List.of()).problems()).isEmpty();
      assertThat(reader.questions().ask("SELECT COUNT(*) AS n FROM results", 10).rows())
          .containsExactly(List.of(0L));

      assertThatThrownBy(() -> reader.runs().update("run", RunState.FAILED, "by a reader"))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageStartingWith("the database's user may not do this: ")
          .hasMessageEndingWith("see `espalier store roles`)");
    }
    assertThat(store.runs().find("run")).get().extracting("state").isEqualTo(RunState.QUEUED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit_event SET body = ''",
        "DELETE FROM audit_event",
        "DELETE FROM audit_head",
        "UPDATE step_io SET artifact_id = 1",
        "DELETE FROM step_io",
        "UPDATE measurement SET measured = 1",
        "DELETE FROM measurement",
        "DELETE FROM run",
        "DELETE FROM task",
        "DELETE FROM step",
        "DELETE FROM attempt",
        "TRUNCATE run CASCADE",
        "DROP TABLE run CASCADE",
        "ALTER TABLE run ADD COLUMN x INT",
        "CREATE TABLE mine (x INT)",
        "UPDATE flyway_schema_history SET success = false"
      })
  void aWorkerCannotRewriteWhatWasRecorded(String sql) {
    assertThatThrownBy(() -> change(sql)).isInstanceOf(StoreRefusedException.class);
  }

  @Test
  void aWorkerCannotRemoveAnArtifactThatARunUses() {
    run("run", "a");
    assertThatThrownBy(() -> change("DELETE FROM artifact"))
        .hasMessageContaining("violates foreign key constraint");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO experiment (name) VALUES ('x')",
        "UPDATE run SET reason = 'x'",
        "DELETE FROM checkpoint",
        "CREATE TABLE mine (x INT)"
      })
  void aReaderCannotWriteAtAll(String sql) throws SQLException {
    try (Connection reader = DriverManager.getConnection(PostgresPlace.as("reader"));
        Statement statement = reader.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("permission denied");
    }
  }

  /** A table that the script does not name could be read by nobody. */
  @Test
  void everyTableAndViewIsNamed() throws SQLException {
    List<String> unnamed = new ArrayList<>();
    try (Connection reader = DriverManager.getConnection(PostgresPlace.as("reader"));
        Statement statement = reader.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT relname FROM pg_class WHERE relnamespace = CURRENT_SCHEMA::regnamespace"
                    + " AND relkind IN ('r', 'v') AND NOT has_table_privilege(oid, 'SELECT')")) {
      while (rows.next()) {
        unnamed.add(rows.getString(1));
      }
    }
    assertThat(unnamed).as("tables that roles.sql does not name").isEmpty();
  }
}
