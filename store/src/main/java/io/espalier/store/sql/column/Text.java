package io.espalier.store.sql.column;

import org.jspecify.annotations.Nullable;

/**
 * Text on its way into a column. Both databases must take the same text, so what PostgreSQL cannot
 * store (NUL, half a surrogate pair) is refused in names and replaced in messages.
 */
public final class Text {
  /** Longest failure text and reason, in characters. */
  public static final int MESSAGE = 8000;

  /** Longest id of a run or name of a worker, in UTF-16 units. */
  public static final int NAME = 250;

  /** Longest id of a task or name of an experiment, in code points, as Airflow counts them. */
  static final int ID = 250;

  /** Longest JSON text. */
  public static final int JSON = 1_000_000;

  private Text() {}

  /**
   * Returns the value.
   *
   * @throws IllegalArgumentException when it is empty, too long or cannot be stored
   */
  public static String checked(String what, String value, int max) {
    if (value.isEmpty()) {
      throw refused(what, value, max);
    }
    return checkedOrEmpty(what, value, max);
  }

  /**
   * Returns the id of a task or the name of an experiment.
   *
   * @throws IllegalArgumentException when it is empty, too long or cannot be stored
   */
  public static String id(String what, String value) {
    if (value.isEmpty() || value.codePointCount(0, value.length()) > ID || !storable(value)) {
      throw refused(what, value, ID);
    }
    return value;
  }

  /** Whether {@link #checked} would take the value. */
  public static boolean storable(String value, int max) {
    return !value.isEmpty() && value.length() <= max && storable(value);
  }

  /** As {@link #checked}, but it may be empty. */
  public static String checkedOrEmpty(String what, String value, int max) {
    if (value.length() > max || !storable(value)) {
      throw refused(what, value, max);
    }
    return value;
  }

  private static IllegalArgumentException refused(String what, String value, int max) {
    return new IllegalArgumentException(
        what
            + ": \""
            + clipped(value, 80)
            + "\" (expected: 1 to "
            + max
            + " characters of valid Unicode without NUL)");
  }

  /** The text made storable: no longer than {@code max}, what cannot be stored replaced. */
  public static String clipped(String value, int max) {
    String text = value;
    if (!storable(text)) {
      StringBuilder clean = new StringBuilder(text.length());
      text.codePoints().forEach(c -> clean.appendCodePoint(bad(c) ? 0xFFFD : c));
      text = clean.toString();
    }
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
    return text.substring(0, end) + "…";
  }

  /** As {@link #clipped}, null for null. */
  public static @Nullable String message(@Nullable String value) {
    return value == null ? null : clipped(value, MESSAGE);
  }

  private static boolean storable(String value) {
    return value.codePoints().noneMatch(Text::bad);
  }

  private static boolean bad(int codePoint) {
    return codePoint == 0
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
  }
}
