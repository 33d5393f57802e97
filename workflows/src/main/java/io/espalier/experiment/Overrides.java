package io.espalier.experiment;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays {@code --set key=value} over the tree of a file, before anything is checked. */
final class Overrides {
  private final Position at;
  private final String[] path;
  private final Yaml value;

  private Overrides(Position at, String[] path, Yaml value) {
    this.at = at;
    this.path = path;
    this.value = value;
  }

  /** The tree with one setting, such as {@code train.batch=120}, in place. */
  static Yaml.Mapping apply(Yaml.Mapping root, String setting) {
    Position at = Position.whole("--set " + setting);
    int equals = setting.indexOf('=');
    if (equals <= 0) {
      throw new ExperimentException(at, "", setting, "key=value, such as train.batch=120");
    }
    String[] path = setting.substring(0, equals).strip().split("\\.", -1);
    // The value goes through the same checks as a file: size, characters, tags, aliases.
    byte[] bytes = setting.substring(equals + 1).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Yaml value = YamlReader.option(at.source(), SourceText.of(at.source(), bytes));
    return new Overrides(at, path, value).into(root, Experiment.class, 0);
  }

  private Yaml.Mapping into(Yaml.Mapping mapping, @Nullable Type type, int depth) {
    String key = path[depth];
    boolean choice = type instanceof Class<?> raw && raw.isInterface() && raw.isSealed();
    Yaml.Entry old = mapping.get(key);
    Yaml changed = value;
    if (depth < path.length - 1) {
      Type inner = inner(type, key);
      changed = into(open(old == null ? null : old.value(), inner), inner, depth + 1);
    }
    List<Yaml.Entry> entries = new ArrayList<>();
    for (Yaml.Entry entry : mapping.entries()) {
      // Of several choices only the named one stays.
      if (!entry.key().equals(key) && !choice) {
        entries.add(entry);
      } else if (entry.key().equals(key)) {
        entries.add(new Yaml.Entry(key, at, changed));
      }
    }
    if (old == null) {
      entries.add(new Yaml.Entry(key, at, changed));
    }
    return new Yaml.Mapping(entries, mapping.at());
  }

  /** The mapping behind a value, with shorthands written out, so that a key can be put into it. */
  private Yaml.Mapping open(@Nullable Yaml old, @Nullable Type type) {
    if (old instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    List<Yaml.Entry> entries = new ArrayList<>();
    if (old instanceof Yaml.Scalar scalar
        && scalar.kind() != Yaml.Kind.NULL
        && type instanceof Class<?> raw) {
      Field shorthand = raw.isRecord() ? Field.shorthand(raw) : null;
      if (shorthand != null) {
        entries.add(new Yaml.Entry(shorthand.key(), old.at(), old));
      } else if (raw.isInterface()) {
        Yaml none = new Yaml.Mapping(List.of(), old.at());
        entries.add(new Yaml.Entry(scalar.text(), old.at(), none));
      }
    }
    return new Yaml.Mapping(entries, at);
  }

  /** The type behind a key; null for an unknown one, which the binder will name. */
  private static @Nullable Type inner(@Nullable Type type, String key) {
    if (type == null) {
      return null;
    }
    Class<?> raw = Field.raw(type);
    if (raw == Map.class) {
      return Field.element(type);
    }
    if (raw.isRecord()) {
      return Field.of(raw).stream()
          .filter(field -> field.key().equals(key))
          .map(Field::type)
          .findFirst()
          .orElse(null);
    }
    if (raw.isInterface() && raw.isSealed()) {
      return Arrays.stream(raw.getPermittedSubclasses())
          .filter(candidate -> Field.choice(candidate).equals(key))
          .findFirst()
          .orElse(null);
    }
    return null;
  }
}
