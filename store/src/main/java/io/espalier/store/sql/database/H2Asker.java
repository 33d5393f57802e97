package io.espalier.store.sql.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The user of an H2 database for statements that a person wrote. H2 lets it read the tables; what
 * changes rows or definitions, reads or writes files, or reaches another database needs rights that
 * it does not have.
 */
final class H2Asker {
  /** Its name. */
  static final String USER = "asker";

  private H2Asker() {}

  /** Has the database know it. */
  static void install(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!known(statement)) {
        statement.execute("CREATE USER IF NOT EXISTS " + USER + " PASSWORD ''");
        statement.execute("GRANT SELECT ON SCHEMA PUBLIC TO " + USER);
      }
    }
  }

  private static boolean known(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT COUNT(*) FROM information_schema.rights WHERE grantee = UPPER('"
                + USER
                + "')")) {
      return rows.next() && rows.getInt(1) > 0;
    }
  }
}
