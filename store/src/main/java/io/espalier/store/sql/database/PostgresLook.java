package io.espalier.store.sql.database;

import io.espalier.migrations.Migrations;
import io.espalier.store.check.DatabaseReport;
import io.espalier.store.place.DatabaseAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Looks at a PostgreSQL database without changing anything. */
public final class PostgresLook {
  private static final String SELF =
      """
      SELECT current_setting('server_version'), CAST(CURRENT_USER AS VARCHAR),
        (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()),
        has_schema_privilege(CURRENT_SCHEMA, 'CREATE')
      """;

  /** The tables that every step needs, at any version. */
  private static final String TABLES =
      """
      SELECT COALESCE(BOOL_AND(has_table_privilege(c.oid, 'SELECT')), FALSE),
        COALESCE(BOOL_AND(has_table_privilege(c.oid, 'INSERT')
          AND has_table_privilege(c.oid, 'UPDATE')), FALSE)
      FROM pg_class c WHERE c.relnamespace = to_regnamespace(CURRENT_SCHEMA)
        AND c.relname IN ('run', 'task', 'step', 'attempt', 'artifact', 'audit_event')
      """;

  /** There from the first migration on; itself may be read by a role that may read nothing else. */
  private static final String THERE =
      "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'flyway_schema_history'"
          + " AND relnamespace = to_regnamespace(CURRENT_SCHEMA))";

  private PostgresLook() {}

  /**
   * What is there.
   *
   * @param patience how long a database that is away is waited for
   * @throws io.espalier.store.failure.StoreUnavailableException when it does not come
   * @throws io.espalier.store.failure.StoreRefusedException when it refuses this user
   */
  public static DatabaseReport at(DatabaseAddress address, Duration patience) {
    try (Connection connection =
            PostgresConnection.open(address, PostgresConnection.properties(address), patience);
        Statement statement = connection.createStatement()) {
      Duration ahead = clockAhead(statement);
      boolean mayRead;
      boolean mayWrite;
      try (ResultSet tables = one(statement, TABLES)) {
        mayRead = tables.getBoolean(1);
        mayWrite = tables.getBoolean(2);
      }
      int version = version(connection, statement, mayRead);
      try (ResultSet self = one(statement, SELF)) {
        return new DatabaseReport(
            self.getString(1).replaceFirst(" .*", ""),
            self.getString(2),
            self.getBoolean(3),
            ahead,
            version,
            Migrations.LATEST,
            mayRead,
            mayWrite,
            self.getBoolean(4));
      }
    } catch (SQLException e) {
      throw PostgresConnection.failure(address, e);
    }
  }

  private static int version(Connection connection, Statement statement, boolean mayRead)
      throws SQLException {
    boolean there;
    try (ResultSet found = one(statement, THERE)) {
      there = found.getBoolean(1);
    }
    return there && mayRead ? Schema.version(connection) : there ? 0 : -1;
  }

  /** The answer comes from somewhere between question and arrival. */
  private static Duration clockAhead(Statement statement) throws SQLException {
    Instant asked = Instant.now();
    try (ResultSet time = one(statement, "SELECT CLOCK_TIMESTAMP()")) {
      Instant there = time.getObject(1, OffsetDateTime.class).toInstant();
      Instant now = Instant.now();
      return Duration.between(asked.plus(Duration.between(asked, now).dividedBy(2)), there);
    }
  }

  private static ResultSet one(Statement statement, String sql) throws SQLException {
    ResultSet rows = statement.executeQuery(sql);
    rows.next();
    return rows;
  }
}
