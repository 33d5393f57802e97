package io.espalier.experiment.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.TrainedWeights;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings on their way through operator parameters: there only what differs from the defaults is
 * written, so that a setting at its default, and a new one, leave every step key as it was.
 */
public final class Settings {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Binder defaults;

  private Settings(Catalog catalog) {
    this.defaults = binder(catalog, "the defaults", NODES.objectNode());
  }

  /** What differs from the defaults, null where nothing does: a component of the parameters. */
  public static @Nullable ObjectNode changed(Named named, Catalog catalog) {
    if (named.settings() == null) {
      return null;
    }
    ObjectNode changed = new Settings(catalog).changed(named.settings());
    return changed.isEmpty() ? null : changed;
  }

  /**
   * The settings of a descriptor again, where a step is computed.
   *
   * @param changed what differs from the defaults, null for nothing
   * @return every value; null for a descriptor without settings
   * @throws IllegalArgumentException when the values do not fit, naming the descriptor
   */
  public static @Nullable Record of(
      Descriptor descriptor, @Nullable ObjectNode changed, Catalog catalog) {
    Class<? extends Record> type = SettingsType.of(descriptor);
    ObjectNode values = changed == null ? NODES.objectNode() : changed;
    String id = Catalog.id(descriptor);
    if (type == null) {
      if (!values.isEmpty()) {
        throw new IllegalArgumentException(id + ": " + values + " (expected: no settings)");
      }
      return null;
    }
    try {
      return binder(catalog, "the settings of " + id, values).bind(type);
    } catch (ExperimentException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Binder binder(Catalog catalog, String source, ObjectNode values) {
    // JSON is YAML: what is read from a file and what is read from a plan go one way.
    Yaml.Mapping tree = (Yaml.Mapping) YamlReader.option(source, values.toString());
    return new Binder(
        catalog,
        tree,
        unused -> {
          throw new IllegalStateException("epochs in settings that were read already");
        });
  }

  private ObjectNode changed(Record value) {
    ObjectNode object = NODES.objectNode();
    for (Field field : Field.of(value.getClass())) {
      if (field.type() == TrainedWeights.class) {
        continue; // an input of the step, whatever it is called in the experiment
      }
      Object is = field.get(value);
      Optional<Object> standard =
          field.defaultText() == null
              ? Optional.empty()
              : Optional.ofNullable(defaults.byDefault(field));
      if (!Optional.ofNullable(is).equals(standard)) {
        object.set(field.key(), is == null ? NODES.nullNode() : node(field.type(), is));
      }
    }
    return object;
  }

  private JsonNode node(Type type, Object value) {
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(item -> array.add(node(Field.element(type), item)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((key, item) -> object.set((String) key, node(Field.element(type), item)));
      return object;
    }
    if (value instanceof Named named) {
      ObjectNode settings = named.settings() == null ? null : changed(named.settings());
      return chosen(named.name(), settings);
    }
    if (value instanceof Record record) {
      return Field.raw(type).isInterface()
          ? chosen(Field.choice(value.getClass()), changed(record))
          : changed(record);
    }
    return RecordJson.scalar(value);
  }

  private static JsonNode chosen(String name, @Nullable ObjectNode settings) {
    return settings == null || settings.isEmpty()
        ? NODES.textNode(name)
        : NODES.objectNode().set(name, settings);
  }
}
