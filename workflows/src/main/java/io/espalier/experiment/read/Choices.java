package io.espalier.experiment.read;

import io.espalier.catalog.setting.Named;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Visits everything of the catalog that a record names, at any depth. */
public final class Choices {
  private final Visitor visitor;

  private Choices(Visitor visitor) {
    this.visitor = visitor;
  }

  /**
   * Something that is chosen.
   *
   * @param kind what kind of thing it is
   * @param named its name and settings; text that names something has no settings
   * @param path where it stands, such as {@code arms.ticket.after_prune}
   * @param settingsPath where its settings stand, such as {@code arms.ticket.after_prune.rewind}
   * @param around the records that it stands in, the innermost last
   */
  public record Choice(
      String kind, Named named, String path, String settingsPath, List<Record> around) {
    public Choice {
      around = List.copyOf(around);
    }
  }

  /** Looks at a choice, and may put another one in its place. */
  public interface Visitor {
    /** One choice; gives it back, or what is to stand there. */
    Named visit(Choice choice);

    /**
     * The name of an arm.
     *
     * @param path where it stands, such as {@code arms.reinit.masks_from}
     */
    default void arm(String name, String path) {}
  }

  /** The record with every choice as the visitor gives it back; outer choices come first. */
  public static <T extends Record> T map(T record, Visitor visitor) {
    @SuppressWarnings("unchecked")
    T mapped = (T) new Choices(visitor).record(record, "", List.of());
    return mapped;
  }

  private Record record(Record record, String path, List<Record> around) {
    List<Record> inner = new ArrayList<>(around);
    inner.add(record);
    List<Field> fields = Field.of(record.getClass());
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    boolean changed = false;
    for (int i = 0; i < values.length; i++) {
      Field field = fields.get(i);
      Object value = field.get(record);
      String at = path.isEmpty() ? field.key() : path + "." + field.key();
      values[i] = value == null ? null : value(field, field.type(), value, at, inner);
      changed |= !Objects.equals(values[i], value);
    }
    return changed ? (Record) Records.construct(record.getClass(), values) : record;
  }

  private Object value(Field field, Type type, Object value, String path, List<Record> around) {
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      for (Object item : list) {
        items.add(value(field, Field.element(type), item, path + "." + items.size(), around));
      }
      return items;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> items = new LinkedHashMap<>();
      map.forEach(
          (key, item) ->
              items.put(key, value(field, Field.element(type), item, path + "." + key, around)));
      return Collections.unmodifiableMap(items);
    }
    if (value instanceof Named named) {
      return named(field, named, path, around);
    }
    if (value instanceof Record record) {
      boolean choice = Field.raw(type).isInterface();
      return record(record, choice ? path + "." + Field.choice(value.getClass()) : path, around);
    }
    if (value instanceof String text && field.known() != null) {
      String kind = field.known().value();
      return visitor.visit(new Choice(kind, Named.of(text), path, path, around)).name();
    }
    if (value instanceof String text && field.namesAnArm()) {
      visitor.arm(text, path);
    }
    return value;
  }

  private Named named(Field field, Named named, String path, List<Record> around) {
    String at = path;
    String settingsAt = path + "." + named.name();
    if (Inlined.written(field, named)) {
      at = path.substring(0, Math.max(0, path.lastIndexOf('.')));
      settingsAt = at;
    }
    String kind = Objects.requireNonNull(field.known()).value();
    Named chosen = visitor.visit(new Choice(kind, named, at, settingsAt, around));
    Record settings = chosen.settings();
    return settings == null
        ? chosen
        : new Named(chosen.name(), record(settings, settingsAt, around));
  }
}
