package io.espalier.store.sql.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Does to a database what records say; the caller's transaction. */
final class RowWriter implements AutoCloseable {
  private final Connection connection;
  private final Map<String, JournaledTable> tables;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  RowWriter(Connection connection) throws SQLException {
    this.connection = connection;
    tables = JournaledTable.all(connection);
  }

  /**
   * Applies one change.
   *
   * @throws DatabaseDamagedException when the row to be changed is not there
   */
  void apply(JsonNode change) throws SQLException {
    JsonNode row = change.path("row");
    JsonNode key = change.path("key");
    if (change.has("insert")) {
      insert(table(change.path("insert").asText()), row);
    } else if (change.has("update")) {
      String table = table(change.path("update").asText()).name();
      String sql =
          "UPDATE "
              + table
              + " SET "
              + each(row, " = ?", ", ")
              + " WHERE "
              + each(key, " = ?", " AND ");
      one(sql, table, key, row, key);
    } else {
      String table = table(change.path("delete").asText()).name();
      one("DELETE FROM " + table + " WHERE " + each(key, " = ?", " AND "), table, key, key);
    }
  }

  private void insert(JournaledTable table, JsonNode row) throws SQLException {
    List<String> columns = names(row);
    String sql =
        "INSERT INTO "
            + table.name()
            + " ("
            + String.join(", ", columns)
            + ") VALUES ("
            + String.join(", ", columns.stream().map(c -> "?").toList())
            + ")";
    execute(sql, row);
  }

  private void one(String sql, String table, JsonNode key, JsonNode... parameters)
      throws SQLException {
    if (execute(sql, parameters) != 1) {
      throw new DatabaseDamagedException("the row " + key + " of " + table + " is missing");
    }
  }

  private int execute(String sql, JsonNode... parameters) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    int index = 1;
    for (JsonNode values : parameters) {
      for (JsonNode value : values) {
        bind(statement, index++, value);
      }
    }
    return statement.executeUpdate();
  }

  /** As text, which the database reads as what the column holds. */
  static void bind(PreparedStatement statement, int index, JsonNode value) throws SQLException {
    statement.setString(index, value.isNull() ? null : value.asText());
  }

  private JournaledTable table(String name) {
    JournaledTable table = tables.get(name);
    if (table == null) {
      throw new DatabaseDamagedException("there is no table " + name);
    }
    return table;
  }

  /** The names of the values, each followed by a text. */
  static String each(JsonNode values, String with, String between) {
    return String.join(between, names(values).stream().map(column -> column + with).toList());
  }

  private static List<String> names(JsonNode values) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> it = values.fieldNames(); it.hasNext(); ) {
      String name = it.next();
      if (!name.matches("[a-z][a-z0-9_]*")) {
        throw new JournalDamagedException("\"" + name + "\" is no name of a column");
      }
      names.add(name);
    }
    return names;
  }

  /** Has each table number its next row after those that it holds. */
  void renumber() throws SQLException {
    for (JournaledTable table : tables.values()) {
      String identity = table.identity();
      if (identity != null) {
        try (Statement statement = connection.createStatement()) {
          long next;
          try (ResultSet rows =
              statement.executeQuery(
                  "SELECT COALESCE(MAX(" + identity + "), 0) + 1 FROM " + table.name())) {
            rows.next();
            next = rows.getLong(1);
          }
          statement.execute(
              "ALTER TABLE "
                  + table.name()
                  + " ALTER COLUMN "
                  + identity
                  + " RESTART WITH "
                  + next);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
