package io.espalier.store.sql.question;

import io.espalier.store.question.RefusedQuestionException;
import io.espalier.store.sql.question.SqlWords.Token;
import java.util.List;
import java.util.Set;

/**
 * The first of two fences before the database: one statement that reads. The second is the
 * connection, which has no right to change anything; nothing here is relied upon alone.
 */
final class OneSelect {
  private static final Set<String> BEGINNINGS = Set.of("select", "with", "values", "table");

  /** Words that no reading statement needs; names of columns that are like them can be quoted. */
  private static final Set<String> REFUSED =
      Set.of(
          "insert",
          "update",
          "delete",
          "merge",
          "into",
          "call",
          "execute",
          "create",
          "alter",
          "drop",
          "truncate",
          "grant",
          "revoke",
          "copy",
          "script",
          "runscript",
          "shutdown",
          "backup",
          "set",
          "lock",
          "do",
          "prepare",
          "vacuum",
          "analyze",
          "explain",
          "comment");

  /** Functions that read or write files, other databases or the server. */
  private static final List<String> REFUSED_FUNCTIONS =
      List.of(
          "pg_",
          "lo_",
          "dblink",
          "file_",
          "csv",
          "link_schema",
          "set_config",
          "query_to_",
          "cursor_to_",
          "table_to_",
          "schema_to_",
          "database_to_",
          "setval",
          "nextval",
          "abort_session",
          "cancel_session");

  private OneSelect() {}

  /**
   * The statement without what may stand after its end.
   *
   * @throws RefusedQuestionException when it is more, less or other than one that reads
   */
  static String of(String sql) {
    List<Token> tokens = SqlWords.of(sql);
    int size = tokens.size();
    while (size > 0 && tokens.get(size - 1).is(";")) {
      size--;
    }
    tokens = tokens.subList(0, size);
    int first = 0;
    while (first < size && tokens.get(first).is("(")) {
      first++;
    }
    if (first == size) {
      throw new RefusedQuestionException("query: nothing (expected: SELECT …)");
    }
    if (tokens.get(first).quoted() || !BEGINNINGS.contains(tokens.get(first).text())) {
      throw new RefusedQuestionException(
          "query: it begins with " + shown(tokens.get(first)) + " (expected: SELECT or WITH)");
    }
    for (int i = 0; i < size; i++) {
      check(tokens, i);
    }
    // Comments after the end may hold a semicolon of their own, so the text is cut only where
    // nothing but blanks and semicolons follow.
    return sql.strip().replaceAll("[;\\s]+$", "");
  }

  private static void check(List<Token> tokens, int i) {
    Token token = tokens.get(i);
    if (token.is(";")) {
      throw new RefusedQuestionException("query: several statements (expected: one)");
    }
    if (token.is("?")) {
      throw new RefusedQuestionException("query: ? (expected: the value itself)");
    }
    if (!token.quoted() && REFUSED.contains(token.text())) {
      throw new RefusedQuestionException(
          "query: " + shown(token) + " (expected: a statement that only reads)");
    }
    boolean called = i + 1 < tokens.size() && tokens.get(i + 1).is("(");
    if (called && REFUSED_FUNCTIONS.stream().anyMatch(token.text()::startsWith)) {
      throw new RefusedQuestionException(
          "query: " + token.text() + "( (expected: no function that reaches out of the query)");
    }
    boolean locks = i > 0 && tokens.get(i - 1).is("for");
    if (locks && (token.is("share") || token.is("no") || token.is("key"))) {
      throw new RefusedQuestionException("query: FOR " + shown(token) + " (expected: no locks)");
    }
  }

  private static String shown(Token token) {
    return token.quoted()
        ? "\"" + token.text() + "\""
        : token.text().toUpperCase(java.util.Locale.ROOT);
  }
}
