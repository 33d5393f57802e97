package io.espalier.cli.sweep;

import io.espalier.cli.exit.CliException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings that a sweep tries: every combination of the values that are named. */
public final class SweepPoints {
  private static final int MOST = 1000;

  private SweepPoints() {}

  /**
   * The combinations, values by key in the order of the options; the last key changes fastest.
   *
   * @param over texts such as {@code train.learning_rate=.01,.03,.1}; a comma within brackets,
   *     braces or quotes belongs to its value
   * @throws CliException for a text that names no key or no values
   */
  public static List<Map<String, String>> of(List<String> over) {
    List<Map<String, String>> points = List.of(Map.of());
    for (String text : over) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw CliException.usage(
            "--over "
                + text
                + " (expected: key=value,value,…, such as train.learning_rate=.01,.03,.1)");
      }
      String key = text.substring(0, equals).strip();
      List<String> values = values(text.substring(equals + 1));
      if (values.contains("")) {
        throw CliException.usage("--over " + text + ": an empty value (expected: value,value,…)");
      }
      if (points.get(0).containsKey(key)) {
        throw CliException.usage(
            "--over " + key + ": named twice (expected: all its values in one --over)");
      }
      if ((long) points.size() * values.size() > MOST) {
        throw CliException.usage(
            "--over: more than "
                + MOST
                + " combinations (expected: fewer values, or several sweeps)");
      }
      points =
          points.stream()
              .flatMap(point -> values.stream().map(value -> with(point, key, value)))
              .toList();
    }
    return points;
  }

  /** The same settings as {@code --set} takes them. */
  public static List<String> settings(Map<String, String> point) {
    return point.entrySet().stream().map(it -> it.getKey() + "=" + it.getValue()).toList();
  }

  private static Map<String, String> with(Map<String, String> point, String key, String value) {
    Map<String, String> longer = new LinkedHashMap<>(point);
    longer.put(key, value);
    return longer;
  }

  private static List<String> values(String text) {
    List<String> values = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      } else if (c == ',' && depth == 0) {
        values.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    values.add(text.substring(from).strip());
    return values;
  }
}
