package io.espalier.store.sql.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table as an H2 database describes it, with names in lowercase.
 *
 * @param columns in their order
 * @param key columns of the primary key
 * @param identity the column that numbers itself, null where none does
 */
public record JournaledTable(
    String name, List<String> columns, List<String> key, @Nullable String identity) {
  /** Where the database says how far of the journal it is; not itself in the journal. */
  static final String HEAD = "journal_head";

  /** All tables that are in the journal, by name: all but the database's own housekeeping. */
  public static Map<String, JournaledTable> all(Connection connection) throws SQLException {
    Map<String, JournaledTable> tables = new LinkedHashMap<>();
    for (String name :
        strings(
            connection,
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'"
                + " AND table_type = 'BASE TABLE' AND table_name = UPPER(table_name)"
                + " ORDER BY table_name")) {
      JournaledTable table = of(connection, name.toLowerCase(Locale.ROOT));
      if (!table.name().equals(HEAD)) {
        tables.put(table.name(), table);
      }
    }
    return tables;
  }

  /** One table. */
  static JournaledTable of(Connection connection, String name) throws SQLException {
    String upper = name.toUpperCase(Locale.ROOT);
    List<String> identity =
        strings(
            connection,
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'PUBLIC'"
                + " AND table_name = ? AND is_identity = 'YES'",
            upper);
    return new JournaledTable(
        name,
        lower(
            strings(
                connection,
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'PUBLIC'"
                    + " AND table_name = ? ORDER BY ordinal_position",
                upper)),
        lower(
            strings(
                connection,
                "SELECT k.column_name FROM information_schema.table_constraints c"
                    + " JOIN information_schema.key_column_usage k"
                    + " ON k.constraint_schema = c.constraint_schema"
                    + " AND k.constraint_name = c.constraint_name"
                    + " WHERE c.table_schema = 'PUBLIC' AND c.table_name = ?"
                    + " AND c.constraint_type = 'PRIMARY KEY' ORDER BY k.ordinal_position",
                upper)),
        identity.isEmpty() ? null : identity.get(0).toLowerCase(Locale.ROOT));
  }

  /** Columns of each index of the table, by the index's name. */
  Map<String, List<String>> indexes(Connection connection) throws SQLException {
    Map<String, List<String>> indexes = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT index_name, column_name FROM information_schema.index_columns"
                + " WHERE table_schema = 'PUBLIC' AND table_name = ?"
                + " ORDER BY index_name, ordinal_position")) {
      statement.setString(1, name.toUpperCase(Locale.ROOT));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          indexes
              .computeIfAbsent(rows.getString(1), index -> new ArrayList<>())
              .add(rows.getString(2).toLowerCase(Locale.ROOT));
        }
      }
    }
    return indexes;
  }

  private static List<String> lower(List<String> names) {
    return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
  }

  private static List<String> strings(Connection connection, String sql, String... parameters)
      throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }
}
