package io.espalier.step;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The one text of a JSON value, after RFC 8785: members sorted by UTF-16 code units, no white
 * space, numbers as ECMAScript prints doubles. An integer that a double cannot hold exactly is
 * written as a string of its digits, since readers of JSON would round it.
 */
public final class CanonicalJson {
  private static final BigInteger LARGEST_EXACT = BigInteger.valueOf((1L << 53) - 1);

  private CanonicalJson() {}

  /**
   * The canonical text.
   *
   * @throws IllegalArgumentException for a number that is not finite, for half of a surrogate pair
   *     and for nodes that are not JSON (binary, Java objects)
   */
  public static String write(JsonNode value) {
    StringBuilder out = new StringBuilder();
    append(value, out);
    return out.toString();
  }

  private static void append(JsonNode value, StringBuilder out) {
    switch (value.getNodeType()) {
      case OBJECT -> appendObject(value, out);
      case ARRAY -> {
        char separator = '[';
        for (JsonNode element : value) {
          out.append(separator);
          append(element, out);
          separator = ',';
        }
        out.append(value.isEmpty() ? "[]" : "]");
      }
      case STRING -> appendString(value.textValue(), out);
      case NUMBER -> appendNumber(value, out);
      case BOOLEAN -> out.append(value.booleanValue());
      case NULL -> out.append("null");
      default -> throw new IllegalArgumentException("not JSON: " + value.getNodeType());
    }
  }

  private static void appendObject(JsonNode value, StringBuilder out) {
    List<String> names = new ArrayList<>(value.size());
    value.fieldNames().forEachRemaining(names::add);
    Collections.sort(names);
    char separator = '{';
    for (String name : names) {
      out.append(separator);
      appendString(name, out);
      out.append(':');
      append(value.get(name), out);
      separator = ',';
    }
    out.append(names.isEmpty() ? "{}" : "}");
  }

  private static void appendString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException("half of a surrogate pair at index " + i);
        }
        out.append(c).append(text.charAt(++i));
        continue;
      }
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void appendNumber(JsonNode value, StringBuilder out) {
    if (value.isIntegralNumber()) {
      BigInteger integer = value.bigIntegerValue();
      boolean exact = integer.abs().compareTo(LARGEST_EXACT) <= 0;
      out.append(exact ? integer.toString() : "\"" + integer + "\"");
      return;
    }
    // A float counts as the decimal it prints as: that is what a stored plan gives back.
    out.append(number(value.isFloat() ? Double.parseDouble(value.asText()) : value.doubleValue()));
  }

  /** A double as ECMAScript's {@code Number::toString} prints it. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value: " + value + " (expected: finite)");
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    String sign = value < 0 ? "-" : "";
    if (point > 21 || point <= -6) {
      String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
      int exponent = point - 1;
      return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
    }
    if (point <= 0) {
      return sign + "0." + "0".repeat(-point) + digits;
    }
    if (digits.length() <= point) {
      return sign + digits + "0".repeat(point - digits.length());
    }
    return sign + digits.substring(0, point) + "." + digits.substring(point);
  }

  /** The shortest decimal that reads back as this double, and of those the nearest to it. */
  private static BigDecimal shortest(double value) {
    // Not Double.toString: before Java 19 it sometimes printed a digit too many.
    BigDecimal decimal = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
    if (decimal.precision() != 2) {
      return decimal;
    }
    // Java's rule prefers the nearest of two digits to any of one: 4.9E-324 where 5e-324 will do.
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(1 - decimal.scale());
    BigDecimal below = decimal.divideToIntegralValue(unit).multiply(unit);
    BigDecimal above = below.add(unit);
    BigDecimal exact = new BigDecimal(value);
    boolean belowFits = below.doubleValue() == value;
    boolean aboveFits = above.doubleValue() == value;
    if (!belowFits && !aboveFits) {
      return decimal;
    }
    boolean nearer = exact.subtract(below).abs().compareTo(exact.subtract(above).abs()) <= 0;
    return (belowFits && (nearer || !aboveFits) ? below : above).stripTrailingZeros();
  }
}
