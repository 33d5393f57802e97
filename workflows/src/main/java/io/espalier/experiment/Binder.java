package io.espalier.experiment;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns a tree into records by their components, and remembers where every value stood. */
final class Binder {
  private final Catalog catalog;
  private final Scalars scalars;
  private final Yaml.Mapping root;
  private final Map<String, Position> positions = new LinkedHashMap<>();

  Binder(Catalog catalog, Yaml.Mapping root) {
    this.scalars = new Scalars(catalog, this::iterationsPerEpoch);
    this.catalog = catalog;
    this.root = root;
  }

  /** Reads the whole document. */
  <T extends Record> T bind(Class<T> type) {
    return type.cast(record(type, root, "", root.at()));
  }

  /**
   * Where the value of a path such as {@code prune.fractions.output} stands; where it is a default,
   * the closest thing around it.
   */
  Position position(String path) {
    for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(at.lastIndexOf('.'), 0))) {
      Position position = positions.get(at);
      if (position != null) {
        return position;
      }
    }
    return root.at();
  }

  /** Whole batches in one epoch of the training examples. */
  private long iterationsPerEpoch() {
    DataConfig data = (DataConfig) part(Experiment.class, root, "data", "");
    if (data.longTail() != null) {
      throw new ExperimentException(
          position("data.long_tail"),
          "data.long_tail",
          "a long tail and lengths in epochs",
          "lengths in iterations, since its examples are counted only when it is made");
    }
    DataSetDescriptor set = catalog.get(DataSetDescriptor.class, data.name());
    Yaml train =
        root.get("train") == null ? root : Objects.requireNonNull(root.get("train")).value();
    int batch =
        (int) part(TrainConfig.class, mapping(TrainConfig.class, train, "train"), "batch", "train");
    int examples = data.trainExamples(set.trainExamples());
    if (batch > examples) {
      throw new ExperimentException(
          position("train.batch"),
          "train.batch",
          String.valueOf(batch),
          "at most the " + examples + " examples that are left to train on");
    }
    return examples / batch;
  }

  private Object part(Class<?> type, Yaml.Mapping mapping, String key, String path) {
    Field field =
        Field.of(type).stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
    return Objects.requireNonNull(component(field, mapping, path, mapping.at()));
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

  /** One of several records: its name alone, or a mapping of its name to its settings. */
  private Object choice(Field field, Class<?> type, Yaml node, String path) {
    if (node instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.TEXT) {
      Class<?> chosen = variant(type, scalar.text(), scalar.at(), path);
      Yaml none = new Yaml.Mapping(List.of(), scalar.at());
      return record(chosen, none, path + "." + scalar.text(), scalar.at());
    }
    if (!(node instanceof Yaml.Mapping mapping) || mapping.entries().size() != 1) {
      String got =
          node instanceof Yaml.Mapping many ? many.entries().size() + " keys" : node.shown();
      throw new ExperimentException(
          node.at(), path, got, scalars.expected(field, type) + "; alone or with its settings");
    }
    Yaml.Entry entry = mapping.entries().get(0);
    Class<?> chosen = variant(type, entry.key(), entry.keyAt(), path);
    String at = path + "." + entry.key();
    positions.put(at, entry.value().at());
    return record(chosen, entry.value(), at, entry.value().at());
  }

  private static Class<?> variant(Class<?> type, String name, Position at, String path) {
    return Arrays.stream(type.getPermittedSubclasses())
        .filter(candidate -> Field.choice(candidate).equals(name))
        .findFirst()
        .orElseThrow(() -> Scalars.unknown(at, path, name, Expected.choices(type)));
  }

  private Object record(Class<?> type, Yaml node, String path, Position at) {
    Yaml.Mapping mapping = mapping(type, node, path);
    List<Field> fields = Field.of(type);
    List<String> keys = fields.stream().map(Field::key).toList();
    for (Yaml.Entry entry : mapping.entries()) {
      if (!keys.contains(entry.key())) {
        throw Scalars.unknown(
            entry.keyAt(),
            path,
            "unknown key " + Yaml.Scalar.shown(entry.key()),
            entry.key(),
            keys);
      }
    }
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = component(fields.get(i), mapping, path, at);
    }
    return construct(type, values);
  }

  private static Yaml.Mapping mapping(Class<?> type, Yaml node, String path) {
    if (node instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    Field shorthand = Field.shorthand(type);
    if (shorthand == null || node instanceof Yaml.Sequence) {
      throw problem(node, path, "a mapping with " + String.join(", ", keys(type)));
    }
    return new Yaml.Mapping(List.of(new Yaml.Entry(shorthand.key(), node.at(), node)), node.at());
  }

  private static List<String> keys(Class<?> type) {
    return Field.of(type).stream().map(Field::key).toList();
  }

  private @Nullable Object component(
      Field field, Yaml.Mapping mapping, String path, Position parent) {
    String at = path.isEmpty() ? field.key() : path + "." + field.key();
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
      positions.remove(at);
      return bound;
    }
    if (field.nullable()) {
      return null;
    }
    throw new ExperimentException(parent, at, "missing", scalars.expected(field, field.type()));
  }

  private static Object construct(Class<?> type, Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(component -> component.getType())
              .toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " refused " + Arrays.toString(values), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ExperimentException problem(Yaml node, String path, String expected) {
    return new ExperimentException(node.at(), path, node.shown(), expected);
  }
}
