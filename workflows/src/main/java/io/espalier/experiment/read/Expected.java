package io.espalier.experiment.read;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Id;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.dag.Ids;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in words what may stand at a key: for errors and for the reference. */
public final class Expected {
  private Expected() {}

  /** What may stand where a value of this type is read under this key. */
  public static String of(Field field, Type type, Catalog catalog) {
    Class<?> raw = Field.raw(type);
    if (raw == List.class) {
      return "a list, each " + of(field, Field.element(type), catalog);
    }
    if (raw == Map.class) {
      return "a mapping of names, each to " + of(field, Field.element(type), catalog);
    }
    if (raw == String.class || raw == Named.class) {
      return text(field, catalog);
    }
    if (raw.isEnum()) {
      return oneOf(constants(raw));
    }
    if (raw.isInterface()) {
      return oneOf(choices(raw));
    }
    if (raw.isRecord()) {
      return "a mapping";
    }
    return raw == boolean.class
        ? "true or false"
        : (isWhole(raw) ? "a whole number" : "a number")
            + bounds(field.range())
            + (field.iterations() ? ", or epochs such as 3 epochs" : "");
  }

  /** Names to choose from. */
  public static String oneOf(List<String> names) {
    return names.isEmpty()
        ? "one of none: nothing is known"
        : "one of: " + String.join(", ", names);
  }

  /** The spellings of an enum. */
  public static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> Field.choice((Enum<?>) constant))
        .toList();
  }

  /** The names of the choices of a sealed interface. */
  static List<String> choices(Class<?> type) {
    return Arrays.stream(type.getPermittedSubclasses()).map(Field::choice).toList();
  }

  public static boolean isWhole(Class<?> raw) {
    return raw == int.class || raw == long.class || raw == Integer.class || raw == Long.class;
  }

  /** A bound as it would be written in a file. */
  static String number(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e16
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }

  private static String text(Field field, Catalog catalog) {
    Known known = field.known();
    if (known != null) {
      return oneOf(catalog.names(known.value()));
    }
    Id id = field.id();
    return id == null ? (field.namesAnArm() ? "the name of an arm" : "text") : id(id);
  }

  /** What an id may look like. */
  static String id(Id id) {
    return id.group()
        ? "letters, digits, _ and -, at most " + Ids.MAX_GROUP + " of them"
        : "letters, digits, _, - and ., at most " + Ids.MAX_KEY + " of them";
  }

  private static String bounds(@Nullable Range range) {
    if (range == null) {
      return "";
    }
    if (range.max() == Double.MAX_VALUE) {
      return (range.above() ? " above " : " of at least ") + number(range.min());
    }
    if (!range.above() && !range.below()) {
      return " from " + number(range.min()) + " to " + number(range.max());
    }
    String low = (range.above() ? " above " : " of at least ") + number(range.min());
    return low + (range.below() ? " and below " : " and at most ") + number(range.max());
  }
}
