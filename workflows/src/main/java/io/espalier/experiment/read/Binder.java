package io.espalier.experiment.read;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Inherits;
import io.espalier.catalog.setting.Named;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Turns a tree into records by their components, and keeps the position of every value. */
public final class Binder {
  private final Catalog catalog;
  private final Scalars scalars;
  private final ChoiceBinder choices;
  private final Yaml.Mapping root;
  private final Map<String, Position> positions = new LinkedHashMap<>();

  /**
   * Reads from a tree.
   *
   * @param perEpoch iterations of one epoch, asked for only where a file counts in epochs
   */
  public Binder(Catalog catalog, Yaml.Mapping root, ToLongFunction<Binder> perEpoch) {
    this.scalars = new Scalars(catalog, () -> perEpoch.applyAsLong(this));
    this.catalog = catalog;
    this.root = root;
    this.choices = new ChoiceBinder(this, catalog, scalars);
  }

  /** Reads the whole document. */
  public <T extends Record> T bind(Class<T> type) {
    return type.cast(record(type, root, "", root.at()));
  }

  /**
   * Where the value of a path such as {@code prune.fractions.output} stands; where it is a default,
   * the closest thing around it.
   */
  public Position position(String path) {
    for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(at.lastIndexOf('.'), 0))) {
      Position position = positions.get(at);
      if (position != null) {
        return position;
      }
    }
    return root.at();
  }

  /** Reads one value alone, such as {@code train}, {@code batch}; it may not be null. */
  public Object part(Class<? extends Record> type, String... keys) {
    Class<?> at = type;
    Yaml.Mapping mapping = root;
    String path = "";
    for (int i = 0; i < keys.length - 1; i++) {
      Field field = field(at, keys[i]);
      Yaml.Entry entry = mapping.get(keys[i]);
      path = join(path, keys[i]);
      at = Field.raw(field.type());
      mapping = mapping(at, entry == null ? mapping : entry.value(), path);
    }
    Field last = field(at, keys[keys.length - 1]);
    return Objects.requireNonNull(component(last, mapping, path, mapping.at()));
  }

  private static Field field(Class<?> type, String key) {
    return Field.of(type).stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
  }

  /** The value that a key has where it is left out; only for one with a default. */
  @Nullable Object byDefault(Field field) {
    String text = Objects.requireNonNull(field.defaultText());
    Yaml value = YamlReader.option("the default of " + field.key(), text);
    return value(field, field.type(), value, field.key());
  }

  /** Notes where the value of a path stands. */
  void stands(String path, Position at) {
    positions.put(path, at);
  }

  private @Nullable Object value(Field field, Type type, Yaml node, String path) {
    positions.put(path, node.at());
    Class<?> raw = Field.raw(type);
    boolean isNull = node instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.NULL;
    if (isNull && field.nullable()) {
      return null;
    }
    if (raw == List.class) {
      return list(field, type, node, path);
    }
    if (raw == Map.class) {
      return map(field, type, node, path);
    }
    if (raw == Named.class) {
      return choices.named(field, node, path);
    }
    if (raw.isRecord()) {
      return record(raw, node, path, node.at());
    }
    if (raw.isInterface()) {
      return choices.variant(field, raw, node, path);
    }
    return scalars.read(field, raw, node, path);
  }

  private List<Object> list(Field field, Type type, Yaml node, String path) {
    if (!(node instanceof Yaml.Sequence sequence)) {
      throw problem(node, path, scalars.expected(field, type));
    }
    List<Object> items = new ArrayList<>();
    for (Yaml item : sequence.items()) {
      Object bound = value(field, Field.element(type), item, path + "." + items.size());
      if (bound == null) {
        throw problem(item, path, scalars.expected(field, Field.element(type)));
      }
      items.add(bound);
    }
    return items;
  }

  private Map<String, Object> map(Field field, Type type, Yaml node, String path) {
    if (!(node instanceof Yaml.Mapping mapping)) {
      throw problem(node, path, scalars.expected(field, type));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Yaml.Entry entry : mapping.entries()) {
      String at = path + "." + entry.key();
      Scalars.checkId(field.id(), entry.key(), entry.keyAt(), path);
      Object bound = value(field, Field.element(type), entry.value(), at);
      if (bound == null) {
        throw problem(entry.value(), at, scalars.expected(field, Field.element(type)));
      }
      values.put(entry.key(), bound);
    }
    return values;
  }

  /** Reads a record; what it misses is said to be missing at a position. */
  Object record(Class<?> type, Yaml node, String path, Position at) {
    Yaml.Mapping mapping = mapping(type, node, path);
    List<Field> fields = Field.of(type);
    List<String> keys = keys(type);
    for (Yaml.Entry entry : mapping.entries()) {
      if (!keys.contains(entry.key())) {
        throw ExperimentException.unknown(
            entry.keyAt(),
            path,
            "unknown key " + Yaml.Scalar.shown(entry.key()),
            entry.key(),
            keys);
      }
    }
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      Field field = fields.get(i);
      values[i] =
          field.inline() == null
              ? component(field, mapping, path, at)
              : choices.inlined(type, mapping, path, at);
    }
    return construct(type, values, path, at);
  }

  private Yaml.Mapping mapping(Class<?> type, Yaml node, String path) {
    if (node instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    Field shorthand = Field.shorthand(type);
    if (shorthand == null
        || (node instanceof Yaml.Sequence && Field.raw(shorthand.type()) != List.class)) {
      throw problem(node, path, "a mapping with " + String.join(", ", keys(type)));
    }
    return new Yaml.Mapping(List.of(new Yaml.Entry(shorthand.key(), node.at(), node)), node.at());
  }

  private List<String> keys(Class<?> type) {
    return Inlined.fields(type, catalog).stream().map(Field::key).toList();
  }

  private @Nullable Object component(
      Field field, Yaml.Mapping mapping, String path, Position parent) {
    String at = join(path, field.key());
    Yaml.Entry entry = mapping.get(field.key());
    if (entry != null) {
      Inherits inherits = field.component().getAnnotation(Inherits.class);
      return value(
          field,
          field.type(),
          inherits == null ? entry.value() : Inheritance.merge(root, inherits, entry.value()),
          at);
    }
    if (field.defaultText() != null) {
      Yaml value = YamlReader.option("the default of " + at, field.defaultText());
      Object bound = value(field, field.type(), value, at);
      positions.keySet().removeIf(key -> key.equals(at) || key.startsWith(at + "."));
      return bound;
    }
    if (field.nullable()) {
      return null;
    }
    throw new ExperimentException(parent, at, "missing", scalars.expected(field, field.type()));
  }

  private static Object construct(Class<?> type, Object[] values, String path, Position at) {
    try {
      return Records.construct(type, values);
    } catch (IllegalArgumentException e) {
      throw ExperimentException.refused(at, path, e, "settings that fit each other");
    }
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  static ExperimentException problem(Yaml node, String path, String expected) {
    return new ExperimentException(node.at(), path, node.shown(), expected);
  }
}
