package io.espalier.experiment.read;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Inherits;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Unshown;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
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
      return named(field, node, path);
    }
    if (raw.isRecord()) {
      return record(raw, node, path, node.at());
    }
    if (raw.isInterface()) {
      return choice(field, raw, node, path);
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

  /** Something of the catalog: its name alone, or a mapping of its name to its settings. */
  private Named named(Field field, Yaml node, String path) {
    String kind = Objects.requireNonNull(field.known(), path).value();
    Yaml.Entry entry = chosen(field, Named.class, node, path);
    String name = entry.key();
    Descriptor descriptor =
        catalog
            .find(kind, name)
            .orElseThrow(
                () -> ExperimentException.unknown(entry.keyAt(), path, name, catalog.names(kind)));
    Class<? extends Record> settings = SettingsType.of(descriptor);
    if (settings != null) {
      return new Named(name, (Record) settings(settings, entry, path));
    }
    if (!(entry.value() instanceof Yaml.Mapping mapping) || !mapping.entries().isEmpty()) {
      throw problem(entry.value(), path + "." + name, "no settings, since " + name + " has none");
    }
    return Named.of(name);
  }

  /** One of several records: its name alone, or a mapping of its name to its settings. */
  private Object choice(Field field, Class<?> type, Yaml node, String path) {
    Unshown unshown = type.getAnnotation(Unshown.class);
    if (unshown != null && !names(type, node)) {
      throw new ExperimentException(node.at(), path, "a value in the file", unshown.value());
    }
    Yaml.Entry entry = chosen(field, type, node, path);
    Class<?> variant =
        Arrays.stream(type.getPermittedSubclasses())
            .filter(candidate -> Field.choice(candidate).equals(entry.key()))
            .findFirst()
            .orElseThrow(
                () ->
                    ExperimentException.unknown(
                        entry.keyAt(), path, entry.key(), Expected.choices(type)));
    return settings(variant, entry, path);
  }

  /** Whether a node is a mapping of one choice to its settings. */
  private static boolean names(Class<?> type, Yaml node) {
    return node instanceof Yaml.Mapping mapping
        && mapping.entries().size() == 1
        && Expected.choices(type).contains(mapping.entries().get(0).key());
  }

  private Object settings(Class<?> type, Yaml.Entry entry, String path) {
    String at = path + "." + entry.key();
    positions.put(at, entry.value().at());
    return record(type, entry.value(), at, entry.value().at());
  }

  /** The name that is chosen and its settings, an empty mapping where the name stands alone. */
  private Yaml.Entry chosen(Field field, Class<?> type, Yaml node, String path) {
    if (node instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.TEXT) {
      Yaml none = new Yaml.Mapping(List.of(), scalar.at());
      return new Yaml.Entry(scalar.text(), scalar.at(), none);
    }
    if (node instanceof Yaml.Mapping mapping && mapping.entries().size() == 1) {
      return mapping.entries().get(0);
    }
    String got = node instanceof Yaml.Mapping many ? many.entries().size() + " keys" : node.shown();
    throw new ExperimentException(
        node.at(), path, got, scalars.expected(field, type) + "; alone or with its settings");
  }

  private Object record(Class<?> type, Yaml node, String path, Position at) {
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
              : inlined(type, mapping, path, at);
    }
    return construct(type, values, path, at);
  }

  /** A choice by its key, or by the keys of its settings among those of the record. */
  private Named inlined(Class<?> type, Yaml.Mapping mapping, String path, Position at) {
    Inlined inlined = Inlined.of(type, catalog).orElseThrow();
    List<String> own = Field.of(type).stream().map(Field::key).toList();
    List<Yaml.Entry> beside =
        mapping.entries().stream().filter(entry -> !own.contains(entry.key())).toList();
    Field field = inlined.field();
    String key = join(path, field.key());
    Yaml.Entry given = mapping.get(field.key());
    Yaml.Entry chosen = given == null ? null : chosen(field, Named.class, given.value(), key);
    boolean alone = given != null && given.value() instanceof Yaml.Mapping;
    if (chosen == null || (chosen.key().equals(inlined.standard()) && !alone)) {
      Yaml settings = new Yaml.Mapping(beside, mapping.at());
      return new Named(inlined.standard(), (Record) record(inlined.settings(), settings, path, at));
    }
    if (!beside.isEmpty()) {
      Yaml.Entry first = beside.get(0);
      throw new ExperimentException(
          first.keyAt(),
          path,
          first.key() + " beside " + field.key() + ": " + chosen.key(),
          "the settings of " + chosen.key() + " under its name, and no others");
    }
    if (chosen.key().equals(inlined.standard())) {
      // One path for its settings, however they are written.
      return new Named(chosen.key(), (Record) record(inlined.settings(), chosen.value(), path, at));
    }
    positions.put(key, Objects.requireNonNull(given).value().at());
    return named(field, given.value(), key);
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

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static ExperimentException problem(Yaml node, String path, String expected) {
    return new ExperimentException(node.at(), path, node.shown(), expected);
  }
}
