package io.espalier.store.sql.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The database's row that says up to which record of which journal it holds everything. */
public final class Head {
  private Head() {}

  /** What it says, null where the database knows of no journal. */
  public static @Nullable JournalPosition read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT journal, seq, record_hash, byte_offset FROM journal_head")) {
      return rows.next()
          ? new JournalPosition(
              rows.getString(1), rows.getLong(2), rows.getString(3), rows.getLong(4))
          : null;
    }
  }

  /** Sets it, within the transaction that does what the record says. */
  public static void write(Connection connection, JournalPosition position) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE journal_head SET journal = ?, seq = ?, record_hash = ?, byte_offset = ?")) {
      bind(statement, position);
      if (statement.executeUpdate() == 1) {
        return;
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO journal_head (journal, seq, record_hash, byte_offset)"
                + " VALUES (?, ?, ?, ?)")) {
      bind(statement, position);
      statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, JournalPosition position)
      throws SQLException {
    statement.setString(1, position.journal());
    statement.setLong(2, position.seq());
    statement.setString(3, position.hash());
    statement.setLong(4, position.offset());
  }
}
