package io.espalier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A word and its parts: {@code word(part,part,…)}, or {@code word} alone.
 *
 * @param word lower-case letters, digits, {@code _}, {@code -} and {@code .}
 */
record LayerText(String word, List<LayerText> parts) {
  /** Deeper than any network that a file of the largest size could describe sensibly. */
  private static final int MAX_DEPTH = 50;

  LayerText {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a whole text.
   *
   * @throws IllegalArgumentException where it is malformed
   */
  static LayerText parse(String text) {
    Reader reader = new Reader(text);
    LayerText root = reader.next(0);
    if (reader.at != text.length()) {
      throw reader.broken();
    }
    return root;
  }

  /**
   * One of the parts.
   *
   * @throws IllegalArgumentException when there are fewer
   */
  LayerText part(int index) {
    if (index >= parts.size()) {
      throw new IllegalArgumentException(
          word + ": " + parts.size() + " parts (expected: more than " + index + ")");
    }
    return parts.get(index);
  }

  /** The word as a whole number. */
  long whole() {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(word + " (expected: a whole number)", e);
    }
  }

  /** The word as a number. */
  double decimal() {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(word + " (expected: a number)", e);
    }
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    LayerText next(int depth) {
      int from = at;
      while (at < text.length() && isLetter(text.charAt(at))) {
        at++;
      }
      if (at == from || depth > MAX_DEPTH) {
        throw broken();
      }
      String word = text.substring(from, at);
      List<LayerText> parts = new ArrayList<>();
      if (take('(') && !take(')')) {
        do {
          parts.add(next(depth + 1));
        } while (take(','));
        if (!take(')')) {
          throw broken();
        }
      }
      return new LayerText(word, parts);
    }

    private boolean take(char wanted) {
      boolean here = at < text.length() && text.charAt(at) == wanted;
      at += here ? 1 : 0;
      return here;
    }

    private static boolean isLetter(char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    }

    private IllegalArgumentException broken() {
      return new IllegalArgumentException(
          "description of a network: broken at character " + at + " of " + text);
    }
  }
}
