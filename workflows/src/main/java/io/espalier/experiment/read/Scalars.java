package io.espalier.experiment.read;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Id;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Range;
import io.espalier.dag.Ids;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values, strictly: a quoted number is text, a number out of range is refused. */
final class Scalars {
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,30}");

  private final Catalog catalog;
  private final LongSupplier perEpoch;

  /**
   * @param perEpoch iterations of one epoch, asked for only where a file counts in epochs
   */
  Scalars(Catalog catalog, LongSupplier perEpoch) {
    this.catalog = catalog;
    this.perEpoch = perEpoch;
  }

  String expected(Field field, Type type) {
    return Expected.of(field, type, catalog);
  }

  Object read(Field field, Class<?> type, Yaml node, String path) {
    if (!(node instanceof Yaml.Scalar scalar)) {
      throw problem(node, path, field, type);
    }
    if (type == String.class) {
      return text(field, scalar, path);
    }
    if (type.isEnum()) {
      return constant(field, type, scalar, path);
    }
    if (type == boolean.class && scalar.kind() == Yaml.Kind.TRUTH) {
      return Boolean.parseBoolean(scalar.text());
    }
    if (Expected.isWhole(type)) {
      return whole(field, type, scalar, path);
    }
    if (type == double.class || type == Double.class) {
      return number(field, type, scalar, path);
    }
    throw problem(node, path, field, type);
  }

  /** Checks text that becomes part of task ids. */
  static void checkId(@Nullable Id id, String text, Position at, String path) {
    if (id != null && !(id.group() ? Ids.isGroup(text) : Ids.isKey(text))) {
      throw new ExperimentException(at, path, Yaml.Scalar.shown(text), Expected.id(id));
    }
  }

  private String text(Field field, Yaml.Scalar scalar, String path) {
    if (scalar.kind() != Yaml.Kind.TEXT) {
      String quoted = "text, in quotes where it looks like something else";
      throw new ExperimentException(scalar.at(), path, scalar.shown(), quoted);
    }
    checkId(field.id(), scalar.text(), scalar.at(), path);
    Known known = field.known();
    if (known != null && catalog.find(known.value(), scalar.text()).isEmpty()) {
      throw ExperimentException.unknown(
          scalar.at(), path, scalar.text(), catalog.names(known.value()));
    }
    return scalar.text();
  }

  private Object constant(Field field, Class<?> type, Yaml.Scalar scalar, String path) {
    if (scalar.kind() != Yaml.Kind.TEXT) {
      throw problem(scalar, path, field, type);
    }
    for (Object constant : type.getEnumConstants()) {
      if (Field.choice((Enum<?>) constant).equals(scalar.text())) {
        return constant;
      }
    }
    throw ExperimentException.unknown(scalar.at(), path, scalar.text(), Expected.constants(type));
  }

  private Object whole(Field field, Class<?> type, Yaml.Scalar scalar, String path) {
    BigDecimal epochs = field.iterations() ? Epochs.iterations(scalar.text(), perEpoch) : null;
    // Base 16 and 8 are numbers in YAML, but nobody means them here.
    boolean plain = scalar.kind() == Yaml.Kind.WHOLE && DECIMAL.matcher(scalar.text()).matches();
    if (!plain && epochs == null) {
      throw problem(scalar, path, field, type);
    }
    BigInteger value = epochs == null ? new BigInteger(scalar.text()) : epochs.toBigInteger();
    boolean narrow = type == int.class || type == Integer.class;
    if (value.bitLength() >= (narrow ? 32 : 64) || outside(field.range(), value.doubleValue())) {
      throw problem(scalar, path, field, type);
    }
    return narrow ? (Object) value.intValueExact() : (Object) value.longValueExact();
  }

  private Object number(Field field, Class<?> type, Yaml.Scalar scalar, String path) {
    boolean numeric = scalar.kind() == Yaml.Kind.NUMBER || scalar.kind() == Yaml.Kind.WHOLE;
    double value = numeric ? parse(scalar.text()) : Double.NaN;
    if (!Double.isFinite(value) || outside(field.range(), value)) {
      throw problem(scalar, path, field, type);
    }
    return value + 0.0; // −0.0 becomes 0.0: the same number must be the same bytes
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notDecimal) {
      return Double.NaN; // .inf, .nan, 0x10
    }
  }

  private static boolean outside(@Nullable Range range, double value) {
    if (range == null) {
      return false;
    }
    boolean low = range.above() ? value <= range.min() : value < range.min();
    boolean high = range.below() ? value >= range.max() : value > range.max();
    return low || high;
  }

  private ExperimentException problem(Yaml node, String path, Field field, Class<?> type) {
    return new ExperimentException(node.at(), path, node.shown(), expected(field, type));
  }
}
