package io.espalier.experiment.read;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Named;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays {@code --set key=value} over the tree of a file, before anything is checked. */
public final class Overrides {
  private final Catalog catalog;
  private final Position at;
  private final String[] path;
  private final Yaml value;

  private Overrides(Catalog catalog, Position at, String[] path, Yaml value) {
    this.catalog = catalog;
    this.at = at;
    this.path = path;
    this.value = value;
  }

  /**
   * What may stand at a place.
   *
   * @param kind what it chooses from the catalog, null for all else
   */
  private record Slot(Type type, @Nullable String kind) {
    /** Whether it is one name with settings, of which another takes the place. */
    boolean choice() {
      return (kind != null && Field.raw(type) == Named.class)
          || (Field.raw(type).isInterface() && Field.raw(type).isSealed());
    }
  }

  /**
   * The tree with one setting, such as {@code train.batch=120}, in place.
   *
   * @param type the record that the tree is to be read into
   */
  public static Yaml.Mapping apply(
      Yaml.Mapping root, String setting, Class<? extends Record> type, Catalog catalog) {
    Position at = Position.whole("--set " + setting);
    int equals = setting.indexOf('=');
    if (equals <= 0) {
      throw new ExperimentException(at, "", setting, "key=value, such as train.batch=120");
    }
    String[] path = setting.substring(0, equals).strip().split("\\.", -1);
    // The value goes through the same checks as a file: size, characters, tags, aliases.
    byte[] bytes = setting.substring(equals + 1).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Yaml value = YamlReader.option(at.source(), SourceText.of(at.source(), bytes));
    return new Overrides(catalog, at, path, value).into(root, new Slot(type, null), 0);
  }

  private Yaml.Mapping into(Yaml.Mapping mapping, @Nullable Slot slot, int depth) {
    String key = path[depth];
    boolean choice = slot != null && slot.choice();
    Yaml.Entry old = mapping.get(key);
    Yaml changed = value;
    if (depth < path.length - 1) {
      Slot inner = inner(slot, key);
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

  /** The mapping for a value, with shorthands written out, so that a key can be put into it. */
  private Yaml.Mapping open(@Nullable Yaml old, @Nullable Slot slot) {
    if (old instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    List<Yaml.Entry> entries = new ArrayList<>();
    if (old instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.NULL && slot != null) {
      Class<?> raw = Field.raw(slot.type());
      Field shorthand = raw.isRecord() ? Field.shorthand(raw) : null;
      if (slot.choice()) {
        Yaml none = new Yaml.Mapping(List.of(), old.at());
        entries.add(new Yaml.Entry(scalar.text(), old.at(), none));
      } else if (shorthand != null) {
        entries.add(new Yaml.Entry(shorthand.key(), old.at(), old));
      }
    }
    return new Yaml.Mapping(entries, at);
  }

  /** What a key leads to; null for an unknown one, which the binder will name. */
  private @Nullable Slot inner(@Nullable Slot slot, String key) {
    if (slot == null) {
      return null;
    }
    Class<?> raw = Field.raw(slot.type());
    if (raw == Map.class) {
      return new Slot(Field.element(slot.type()), slot.kind());
    }
    if (raw == Named.class && slot.kind() != null) {
      return catalog
          .find(slot.kind(), key)
          .map(Descriptor::settings)
          .map(settings -> new Slot(settings, null))
          .orElse(null);
    }
    if (raw.isRecord()) {
      return Inlined.fields(raw, catalog).stream()
          .filter(field -> field.key().equals(key))
          .map(field -> new Slot(field.type(), field.chooses()))
          .findFirst()
          .orElse(null);
    }
    if (slot.choice()) {
      return Arrays.stream(raw.getPermittedSubclasses())
          .filter(candidate -> Field.choice(candidate).equals(key))
          .map(chosen -> new Slot(chosen, null))
          .findFirst()
          .orElse(null);
    }
    return null;
  }
}
