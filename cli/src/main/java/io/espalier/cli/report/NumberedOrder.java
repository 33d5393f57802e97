package io.espalier.cli.report;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How names are ordered: by the number at their end where they have one. */
final class NumberedOrder {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d+)");

  /** Numbers before all else and by size, then texts, those that differ in a last number by it. */
  static final Comparator<String> NUMBERS_FIRST =
      Comparator.<String>comparingInt(text -> Double.isNaN(number(text)) ? 1 : 0)
          .thenComparingDouble(text -> Double.isNaN(number(text)) ? 0 : number(text))
          .thenComparing(NumberedOrder::word)
          .thenComparingDouble(NumberedOrder::ending)
          .thenComparing(Comparator.naturalOrder());

  private NumberedOrder() {}

  /** A text as a number, NaN where it is none. */
  static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String word(String text) {
    Matcher numbered = NUMBERED.matcher(text);
    return numbered.matches() ? numbered.group(1) : text;
  }

  private static double ending(String text) {
    Matcher numbered = NUMBERED.matcher(text);
    return numbered.matches() ? Double.parseDouble(numbered.group(2)) : -1;
  }
}
