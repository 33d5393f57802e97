package io.espalier.cli.report;

import io.espalier.dag.Place;
import io.espalier.plan.analysis.Look;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.service.answer.ReportAnswer.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What measurements say of themselves. */
final class Dimensions {
  private Dimensions() {}

  /** Whether a look takes a measurement. */
  static boolean taken(Look look, Measured row) {
    return row.value() != null
        && look.names().contains(row.name())
        && (row.layer() != null) == uses(look, Dimension.LAYER)
        && pairs(look.pairs(), row.of(), row.other());
  }

  private static boolean uses(Look look, Dimension dimension) {
    return look.across() == dimension || look.each() == dimension || look.by().contains(dimension);
  }

  private static boolean pairs(Look.Pairs pairs, Place of, Place other) {
    if (pairs == Look.Pairs.ANY) {
      return true;
    }
    boolean replicate = Objects.equals(of.replicate(), other.replicate());
    boolean round = Objects.equals(of.round(), other.round());
    return other.replicate() != null
        && switch (pairs) {
          case ARMS -> replicate && round;
          case ROUNDS -> replicate && !round;
          default -> !replicate;
        };
  }

  static double value(Measured row) {
    return row.value() == null ? Double.NaN : row.value();
  }

  /** What a measurement says in a dimension, as text. */
  static String text(Measured row, Dimension dimension) {
    return switch (dimension) {
      case DENSITY -> String.valueOf(row.density());
      case ROUND -> said(row.of().round());
      case ARM -> arm(row.of());
      case DRAW -> said(row.of().draw());
      case REPLICATE -> said(row.of().replicate());
      case LAYER -> said(row.layer());
      case ITEM -> said(row.item());
      case OTHER_ROUND -> said(row.other().round());
      case OTHER_ARM -> row.other().equals(Place.NONE) ? "" : arm(row.other());
      case OTHER_REPLICATE -> said(row.other().replicate());
    };
  }

  private static String arm(Place place) {
    return place.arm() == null ? "dense" : place.arm();
  }

  private static String said(@Nullable Object value) {
    return Objects.toString(value, "");
  }

  /** The same as a number, NaN where it is none. */
  static double number(Measured row, Dimension dimension) {
    return NumberedOrder.number(text(row, dimension));
  }

  /** All texts of a dimension: numbers in their order, then the rest as they come. */
  static List<String> texts(List<Measured> rows, Dimension dimension) {
    List<String> texts = new ArrayList<>();
    rows.stream().map(row -> text(row, dimension)).distinct().forEach(texts::add);
    if (texts.stream().allMatch(each -> Double.isFinite(NumberedOrder.number(each)))) {
      texts.sort(NumberedOrder.NUMBERS_FIRST);
    }
    return texts;
  }

  /** What tells a line apart. */
  static String line(Look look, Measured row) {
    Stream<String> dimensions =
        look.by().stream().map(by -> named(by, text(row, by))).filter(each -> !each.isEmpty());
    Stream<String> name = look.names().size() > 1 ? Stream.of(row.name()) : Stream.of();
    return String.join(" · ", Stream.concat(dimensions, name).toList());
  }

  /** A value with the word for what it counts, where it is a bare number. */
  static String named(Dimension dimension, String text) {
    return switch (dimension) {
      case ROUND, OTHER_ROUND, DRAW, REPLICATE, OTHER_REPLICATE ->
          text.isEmpty() ? "" : word(dimension) + " " + text;
      default -> text;
    };
  }

  /** What a dimension is called. */
  static String word(Dimension dimension) {
    return switch (dimension) {
      case OTHER_ROUND -> "round";
      case OTHER_ARM -> "arm";
      case OTHER_REPLICATE -> "replicate";
      default -> dimension.name().toLowerCase(Locale.ROOT);
    };
  }
}
