package io.espalier.cli.text;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Comma-separated values after RFC 4180, empty for what is absent. */
public final class Csv {
  private Csv() {}

  /** The fields of one line, without its end. */
  public static String line(List<? extends @Nullable Object> values) {
    return values.stream().map(Csv::field).collect(Collectors.joining(","));
  }

  private static String field(@Nullable Object value) {
    String text = Objects.toString(value, "");
    boolean plain = List.of(",", "\"", "\n", "\r").stream().noneMatch(text::contains);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
