package io.espalier.store.sql.question;

import io.espalier.store.question.RefusedQuestionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words and signs of a statement, without its literals and comments. What H2 and PostgreSQL
 * read in different ways, so that code could hide in it, is refused.
 */
final class SqlWords {
  /**
   * A word or a sign.
   *
   * @param text in lowercase; a quoted name without its quotes
   * @param quoted whether it is a name in quotes, and so no keyword
   */
  record Token(String text, boolean quoted) {
    boolean is(String word) {
      return !quoted && text.equals(word);
    }
  }

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private SqlWords(String sql) {
    this.sql = sql;
  }

  /**
   * Reads a statement.
   *
   * @throws RefusedQuestionException when a literal or comment does not end, or is of a kind that
   *     not every database knows
   */
  static List<Token> of(String sql) {
    SqlWords words = new SqlWords(sql);
    while (words.at < sql.length()) {
      words.next();
    }
    return words.tokens;
  }

  private void next() {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (c == '\'') {
      refuseEscapes();
      quoted('\'', "a text");
    } else if (c == '"') {
      refuseEscapes();
      String name = quoted('"', "a quoted name");
      tokens.add(new Token(name.toLowerCase(Locale.ROOT), true));
    } else if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end;
    } else if (sql.startsWith("/*", at)) {
      comment();
    } else if (sql.startsWith("//", at) || c == '$' || c == '`' || c == '\0') {
      throw new RefusedQuestionException(
          "query: " + shown(c) + " (expected: texts in ', names in \", comments after --)");
    } else if (Character.isLetter(c) || c == '_') {
      word();
    } else {
      tokens.add(new Token(String.valueOf(c), false));
      at++;
    }
  }

  private String shown(char c) {
    return switch (c) {
      case '/' -> "//";
      case '\0' -> "a NUL character";
      default -> String.valueOf(c);
    };
  }

  /** {@code E'…'} and {@code U&'…'}: a backslash in them means other things to each database. */
  private void refuseEscapes() {
    if (at > 0 && (Character.isLetter(sql.charAt(at - 1)) || sql.charAt(at - 1) == '&')) {
      throw new RefusedQuestionException(
          "query: " + sql.charAt(at - 1) + sql.charAt(at) + "… (expected: a text or name alone)");
    }
  }

  private String quoted(char quote, String what) {
    int end = at + 1;
    StringBuilder inside = new StringBuilder();
    while (true) {
      int next = sql.indexOf(quote, end);
      if (next < 0) {
        throw new RefusedQuestionException("query: " + what + " does not end: " + rest());
      }
      inside.append(sql, end, next);
      end = next + 1;
      if (end >= sql.length() || sql.charAt(end) != quote) {
        break;
      }
      inside.append(quote);
      end++;
    }
    at = end;
    return inside.toString();
  }

  private void comment() {
    int end = sql.indexOf("*/", at + 2);
    int inner = sql.indexOf("/*", at + 2);
    if (end < 0) {
      throw new RefusedQuestionException("query: a comment does not end: " + rest());
    }
    if (inner >= 0 && inner < end) {
      throw new RefusedQuestionException("query: a comment within a comment: " + rest());
    }
    at = end + 2;
  }

  private void word() {
    int from = at;
    while (at < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
      at++;
    }
    tokens.add(new Token(sql.substring(from, at).toLowerCase(Locale.ROOT), false));
  }

  private String rest() {
    String rest = sql.substring(at).replaceAll("\\s+", " ");
    return rest.length() <= 30 ? rest : rest.substring(0, 30) + "…";
  }
}
