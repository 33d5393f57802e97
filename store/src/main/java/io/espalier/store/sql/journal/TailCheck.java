package io.espalier.store.sql.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the rows that the last records of a journal changed against the database, through its
 * tables and through each of their indexes: a kill that H2 does not stand leaves a transaction in
 * some of them and not in others.
 */
final class TailCheck {
  /** How far back from the end of the journal, in bytes. */
  private static final long BYTES = 256 << 10;

  /** How many rows at the most, the ones changed last. */
  private static final int ROWS = 500;

  /** What a row must hold as far as the records say, null where it must not be there. */
  private record Expected(JournaledTable table, ObjectNode key, @Nullable ObjectNode values) {}

  private final Connection connection;
  private final Map<String, JournaledTable> tables;
  private final Map<String, Map<String, List<String>>> indexes = new HashMap<>();
  private final Map<String, Expected> rows = new LinkedHashMap<>();

  private TailCheck(Connection connection) throws SQLException {
    this.connection = connection;
    tables = JournaledTable.all(connection);
  }

  /**
   * Looks at the rows.
   *
   * @param length where the last record ends, in bytes
   * @throws DatabaseDamagedException when one is missing, too many, or other than it should be
   */
  static void check(Connection connection, Path journal, long length)
      throws SQLException, IOException {
    TailCheck check = new TailCheck(connection);
    try (JournalReader reader = new JournalReader(journal, tail(journal, length))) {
      for (JournalRecord next = reader.next(); next != null; next = reader.next()) {
        next.changes().forEach(check::expect);
      }
    }
    List<Expected> latest = new ArrayList<>(check.rows.values());
    for (Expected row : latest.subList(Math.max(0, latest.size() - ROWS), latest.size())) {
      check.look(row);
    }
  }

  /** Where a record begins, about {@link #BYTES} before the end. */
  private static JournalPosition tail(Path journal, long length) throws IOException {
    long from = Math.max(0, length - BYTES);
    try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
      file.seek(from);
      if (from > 0) {
        file.readLine();
      }
      return new JournalPosition("", 0, "", file.getFilePointer());
    }
  }

  private void expect(JsonNode change) {
    String kind = change.fieldNames().next();
    JournaledTable table = tables.get(change.path(kind).asText());
    if (table == null) {
      throw new DatabaseDamagedException("there is no table " + change.path(kind).asText());
    }
    ObjectNode key = key(table, change);
    String name = table.name() + key;
    Expected before = rows.remove(name);
    ObjectNode values = null;
    if (!kind.equals("delete")) {
      values = JsonNodeFactory.instance.objectNode();
      if (kind.equals("update") && before != null && before.values() != null) {
        values.setAll(before.values());
      }
      values.setAll((ObjectNode) change.path("row"));
    }
    rows.put(name, new Expected(table, key, values));
  }

  /** The key as the row has it after the change. */
  private static ObjectNode key(JournaledTable table, JsonNode change) {
    ObjectNode key = JsonNodeFactory.instance.objectNode();
    for (String column : table.key()) {
      JsonNode row = change.path("row");
      key.set(column, row.has(column) ? row.path(column) : change.path("key").path(column));
    }
    return key;
  }

  private void look(Expected row) throws SQLException {
    JournaledTable table = row.table();
    ObjectNode values = row.values();
    String name = "the row " + row.key() + " of " + table.name();
    if (values == null) {
      if (count(table, "", row.key()) != 0) {
        throw new DatabaseDamagedException(name + " was deleted and is there");
      }
      return;
    }
    ObjectNode all = row.key().deepCopy();
    all.setAll(values);
    if (count(table, "", all) != 1) {
      throw new DatabaseDamagedException(name + " is missing or not what was written");
    }
    for (Map.Entry<String, List<String>> index : indexes(table).entrySet()) {
      ObjectNode indexed = indexed(table, row.key(), index.getValue());
      if (count(table, " USE INDEX (" + index.getKey() + ")", indexed) != 1) {
        throw new DatabaseDamagedException(name + " is not in the index " + index.getKey());
      }
    }
  }

  private Map<String, List<String>> indexes(JournaledTable table) throws SQLException {
    Map<String, List<String>> known = indexes.get(table.name());
    if (known == null) {
      known = table.indexes(connection);
      indexes.put(table.name(), known);
    }
    return known;
  }

  /** What a row holds in the columns of an index, with its key. */
  private ObjectNode indexed(JournaledTable table, ObjectNode key, List<String> columns)
      throws SQLException {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    String sql = "SELECT " + String.join(", ", columns) + " FROM " + table.name() + where(key);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, key);
      try (ResultSet found = statement.executeQuery()) {
        if (found.next()) {
          for (int i = 0; i < columns.size(); i++) {
            values.set(columns.get(i), Changes.json(found.getObject(i + 1)));
          }
        }
      }
    }
    values.setAll(key);
    return values;
  }

  private int count(JournaledTable table, String hint, ObjectNode values) throws SQLException {
    String sql = "SELECT COUNT(*) FROM " + table.name() + hint + where(values);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getInt(1);
      }
    }
  }

  private static String where(ObjectNode values) {
    return " WHERE " + RowWriter.each(values, " IS NOT DISTINCT FROM ?", " AND ");
  }

  private static void bind(PreparedStatement statement, ObjectNode values) throws SQLException {
    int index = 1;
    for (JsonNode value : values) {
      RowWriter.bind(statement, index++, value);
    }
  }
}
