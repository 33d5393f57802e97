package io.espalier.service.query;

import io.espalier.service.refusal.InvalidQuestionException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Named arguments of a query, as they travel in a URL. */
public record Arguments(Map<String, String> values) {
  /** No arguments. */
  public static final Arguments NONE = new Arguments(Map.of());

  public Arguments {
    values = Map.copyOf(values);
  }

  /** Name, value, name, value, …; a null value is left out. */
  public static Arguments of(@Nullable String... namesAndValues) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = namesAndValues[i];
      String value = namesAndValues[i + 1];
      if (name != null && value != null) {
        values.put(name, value);
      }
    }
    return new Arguments(values);
  }

  /** The value, or null. */
  public @Nullable String get(String name) {
    return values.get(name);
  }

  /** The value. */
  public String require(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new InvalidQuestionException(name, name + ": missing");
    }
    return value;
  }

  /** The value as a whole number in [least, most]. */
  public int number(String name, int least, int most) {
    String value = require(name);
    if (value.matches("\\d{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new InvalidQuestionException(
        name, name + ": " + value + " (expected: a whole number in [" + least + ", " + most + "])");
  }
}
