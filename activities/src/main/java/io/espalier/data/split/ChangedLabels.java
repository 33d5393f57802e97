package io.espalier.data.split;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Classes that were replaced, by example, as text that people can read: {@code 17=3,20=5}. */
final class ChangedLabels {
  private static final Pattern CHANGE = Pattern.compile("(\\d{1,9})=(\\d{1,3})");

  private ChangedLabels() {}

  static String format(SortedMap<Integer, Integer> changed) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Integer, Integer> change : changed.entrySet()) {
      text.append(text.isEmpty() ? "" : ",").append(change.getKey());
      text.append('=').append(change.getValue());
    }
    return text.toString();
  }

  /**
   * Reads {@link #format}.
   *
   * @throws IllegalArgumentException when the text is no such list, or an example or class is out
   *     of range
   */
  static SortedMap<Integer, Integer> parse(String text, int examples, int classes) {
    SortedMap<Integer, Integer> changed = new TreeMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      Matcher change = CHANGE.matcher(part);
      int example = change.matches() ? Integer.parseInt(change.group(1)) : -1;
      int label = example < 0 ? -1 : Integer.parseInt(change.group(2));
      boolean ascending = changed.isEmpty() || example > changed.lastKey();
      if (example < 0 || example >= examples || label >= classes || !ascending) {
        throw new IllegalArgumentException(
            "labels: %s (expected: ascending examples below %d with classes below %d)"
                .formatted(part, examples, classes));
      }
      changed.put(example, label);
    }
    return changed;
  }
}
