package io.espalier.data.split;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Ascending indices as text that people can read: {@code 0-11,13,15-40}. Short where indices stand
 * together, as they do in a split with few examples held out.
 */
final class IndexRanges {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  private IndexRanges() {}

  /** Text of strictly ascending indices, empty for none. */
  static String format(int[] indices) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < indices.length; i++) {
      int first = indices[i];
      while (i + 1 < indices.length && indices[i + 1] == indices[i] + 1) {
        i++;
      }
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (indices[i] > first) {
        text.append('-').append(indices[i]);
      }
    }
    return text.toString();
  }

  /**
   * Indices of a text, strictly ascending.
   *
   * @param limit all indices lie below it
   * @throws IllegalArgumentException when they do not, or the text is no such list
   */
  static int[] parse(String text, int limit) {
    IntStream.Builder indices = IntStream.builder();
    int next = 0;
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part);
      int first = range.matches() ? Integer.parseInt(range.group(1)) : -1;
      int last = first < 0 || range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (first < next || last < first || last >= limit) {
        throw new IllegalArgumentException(
            "indices: " + part + " (expected: ascending ranges below " + limit + ")");
      }
      IntStream.rangeClosed(first, last).forEach(indices::add);
      next = last + 1;
    }
    return indices.build().toArray();
  }
}
