package io.espalier.store.sql.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@link Changes} of every row that a transaction changes. H2 makes one of each table, so
 * that no statement can be left out of the journal.
 */
public final class RowTrigger implements Trigger {
  private @Nullable JournaledTable table;

  /** For H2. */
  public RowTrigger() {}

  /** Puts one on every table that has none. */
  public static void install(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (JournaledTable table : JournaledTable.all(connection).values()) {
        statement.execute(
            "CREATE TRIGGER IF NOT EXISTS journal_"
                + table.name()
                + " AFTER INSERT, UPDATE, DELETE ON "
                + table.name()
                + " FOR EACH ROW CALL '"
                + RowTrigger.class.getName()
                + "'");
      }
    }
  }

  @Override
  public void init(
      Connection connection,
      String schema,
      String trigger,
      String tableName,
      boolean before,
      int type)
      throws SQLException {
    table = JournaledTable.of(connection, tableName.toLowerCase(Locale.ROOT));
  }

  @Override
  public void fire(Connection connection, Object @Nullable [] oldRow, Object @Nullable [] newRow) {
    Changes changes = Changes.current();
    JournaledTable changed = table;
    if (changes == null || changed == null) {
      return;
    }
    if (oldRow == null && newRow != null) {
      changes.insert(changed, newRow);
    } else if (oldRow != null && newRow == null) {
      changes.delete(changed, oldRow);
    } else if (oldRow != null && newRow != null) {
      changes.update(changed, oldRow, newRow);
    }
  }
}
