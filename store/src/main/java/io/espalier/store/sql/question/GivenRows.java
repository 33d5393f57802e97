package io.espalier.store.sql.question;

import io.espalier.store.question.GivenTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts the rows of given tables before a statement, as its first common table expressions. */
final class GivenRows {
  private static final Pattern WITH =
      Pattern.compile(
          "\\A(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*WITH\\b(?:\\s+RECURSIVE\\b)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private GivenRows() {}

  /**
   * The statement with those tables that it names.
   *
   * @param sql one statement that reads
   */
  static String with(String sql, List<GivenTable> given) {
    List<GivenTable> named =
        given.stream()
            .filter(
                table ->
                    SqlWords.of(sql).stream().anyMatch(token -> token.text().equals(table.name())))
            .toList();
    if (named.isEmpty()) {
      return sql;
    }
    String tables = named.stream().map(GivenRows::table).collect(Collectors.joining(",\n"));
    Matcher with = WITH.matcher(sql);
    return with.find()
        ? sql.substring(0, with.end()) + " " + tables + ",\n" + sql.substring(with.end())
        : "WITH " + tables + "\n" + sql;
  }

  private static String table(GivenTable table) {
    List<GivenTable.Column> columns = table.columns();
    List<List<@Nullable Object>> rows = table.rows().get();
    List<@Nullable Object> nothing = new ArrayList<>(Collections.nCopies(columns.size(), null));
    String values =
        (rows.isEmpty() ? List.of(nothing) : rows)
            .stream().map(GivenRows::row).collect(Collectors.joining(",\n"));
    return table.name()
        + "("
        + names(columns)
        + ") AS (SELECT "
        + IntStream.range(0, columns.size())
            .mapToObj(i -> "CAST(c" + i + " AS " + type(columns.get(i).type()) + ")")
            .collect(Collectors.joining(", "))
        + " FROM (VALUES "
        + values
        + ") AS given("
        + IntStream.range(0, columns.size())
            .mapToObj(i -> "c" + i)
            .collect(Collectors.joining(", "))
        + ")"
        + (rows.isEmpty() ? " WHERE 1 = 0" : "")
        + ")";
  }

  private static String names(List<GivenTable.Column> columns) {
    return columns.stream().map(GivenTable.Column::name).collect(Collectors.joining(", "));
  }

  private static String type(GivenTable.Type type) {
    return switch (type) {
      case TEXT -> "VARCHAR(500)";
      case WHOLE -> "BIGINT";
      case NUMBER -> "DOUBLE PRECISION";
    };
  }

  private static String row(List<@Nullable Object> row) {
    return row.stream().map(GivenRows::literal).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String literal(@Nullable Object value) {
    return value instanceof String text ? "'" + text.replace("'", "''") + "'" : "" + value;
  }
}
