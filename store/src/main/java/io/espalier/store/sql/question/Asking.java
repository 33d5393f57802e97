package io.espalier.store.sql.question;

import io.espalier.store.question.Answer;
import io.espalier.store.question.RefusedQuestionException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks one question on a connection that may only read. */
final class Asking {
  private static final String CANCELED = "57014";

  private Asking() {}

  /**
   * The answer.
   *
   * @param connection in a transaction, which ends here
   * @param sql one statement that reads
   * @param seconds after which it is stopped
   * @param broken whether an error is the database's and not the question's
   * @throws RefusedQuestionException when it is the question's
   * @throws SQLException when it is the database's
   */
  static Answer ask(
      Connection connection, String sql, int rows, int seconds, Predicate<SQLException> broken)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(seconds);
      statement.setMaxRows(rows + 1);
      try (ResultSet found = statement.executeQuery(sql)) {
        return read(found, rows);
      }
    } catch (SQLException e) {
      if (broken.test(e)) {
        throw e;
      }
      throw refused(e, seconds);
    } finally {
      connection.rollback();
    }
  }

  private static RefusedQuestionException refused(SQLException e, int seconds) {
    if (e instanceof SQLTimeoutException || CANCELED.equals(e.getSQLState())) {
      return new RefusedQuestionException(
          "query: it took longer than " + seconds + " s and was stopped");
    }
    // H2 repeats the statement on the lines below, PostgreSQL says where in it.
    String text = String.valueOf(e.getMessage()).replaceFirst("(?s); SQL statement:.*", "");
    return new RefusedQuestionException("query: " + text.strip().replaceAll("\\s*\\R\\s*", ", "));
  }

  private static Answer read(ResultSet found, int rows) throws SQLException {
    ResultSetMetaData data = found.getMetaData();
    int count = data.getColumnCount();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String label = data.getColumnLabel(i);
      // H2 folds names to uppercase, PostgreSQL to lowercase; these views have lowercase ones.
      boolean folded = label.equals(label.toUpperCase(Locale.ROOT));
      columns.add(folded ? label.toLowerCase(Locale.ROOT) : label);
    }
    List<List<@Nullable Object>> read = new ArrayList<>();
    while (read.size() < rows && found.next()) {
      List<@Nullable Object> row = new ArrayList<>(count);
      for (int i = 1; i <= count; i++) {
        row.add(value(found.getObject(i)));
      }
      read.add(row);
    }
    return new Answer(columns, read, read.size() == rows && found.next());
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof BigDecimal decimal) {
      BigDecimal plain = decimal.stripTrailingZeros();
      boolean whole = plain.scale() <= 0 && plain.precision() - plain.scale() <= 18;
      return whole ? (Object) plain.longValueExact() : number(decimal.doubleValue());
    }
    if (value instanceof Double || value instanceof Float) {
      return number(((Number) value).doubleValue());
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof OffsetDateTime at) {
      return at.toInstant().toString();
    }
    if (value instanceof java.sql.Timestamp at) {
      return at.toInstant().toString();
    }
    return value.toString();
  }

  private static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }
}
