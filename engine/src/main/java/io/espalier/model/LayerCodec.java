package io.espalier.model;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.read.Field;
import io.espalier.experiment.read.Settings;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.LayerKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Layers as the text that stands in plans and step keys, {@code kind(name,setting,…)}: the name of
 * a layer that has one, then its other settings in the order of its record, each of them settled. A
 * number is written as it is, a flag {@code bias} or {@code no_bias}, a choice by its name, layers
 * within {@code body(layer,…)}. Settings at the end that are null are left out, so that a kind of
 * layer can get another one without a change of text.
 */
final class LayerCodec {
  private static final String NAME = "name";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Catalog catalog;
  private final Map<String, Integer> counts = new HashMap<>();

  LayerCodec(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Writes layers of a file; those without a name are counted by their prefix. */
  String write(List<Named> layers) {
    return layers.stream().map(this::write).collect(Collectors.joining(","));
  }

  private String write(Named named) {
    String counted = null;
    List<Field> fields = Field.of(layer(named).getClass());
    if (fields.stream().anyMatch(field -> field.key().equals(NAME))) {
      LayerKind kind = catalog.get(LayerKind.class, named.name());
      counted = kind.prefix() + counts.merge(kind.prefix(), 1, Integer::sum);
    }
    Layer layer = layer(named).settled();
    List<String> parts = new ArrayList<>();
    int last = 0;
    for (Field field : fields) {
      Object value = field.get((Record) layer);
      if (field.key().equals(NAME)) {
        parts.add(0, value == null ? String.valueOf(counted) : value.toString());
        last++;
      } else {
        parts.add(value == null ? "null" : write(field, value));
        last = value == null ? last : parts.size();
      }
    }
    return named.name() + (last == 0 ? "" : "(" + String.join(",", parts.subList(0, last)) + ")");
  }

  private String write(Field field, Object value) {
    if (value instanceof List<?> list) {
      return field.key() + "(" + write(list.stream().map(Named.class::cast).toList()) + ")";
    }
    if (value instanceof Boolean flag) {
      return flag ? field.key() : "no_" + field.key();
    }
    if (value instanceof Enum<?> choice) {
      return choice.name().toLowerCase(Locale.ROOT);
    }
    return value instanceof Double number
        // Double.toString differs between Java versions, Jackson's own writer does not.
        ? NumberOutput.toString(number, true).toLowerCase(Locale.ROOT)
        : value.toString();
  }

  /**
   * The layer that a text describes.
   *
   * @throws IllegalArgumentException when it describes none
   */
  Layer read(LayerText text) {
    LayerKind kind = kind(text);
    return (Layer) Objects.requireNonNull(Settings.of(kind, settings(kind, text), catalog));
  }

  /** The settings as a file would have them. */
  private ObjectNode settings(LayerKind kind, LayerText text) {
    List<Field> fields = new ArrayList<>(Field.of(kind.settings()));
    // The name comes first.
    fields.sort(Comparator.comparing(field -> !field.key().equals(NAME)));
    if (text.parts().size() > fields.size()) {
      throw new IllegalArgumentException(
          text.word()
              + ": "
              + text.parts().size()
              + " parts (expected: at most "
              + fields.size()
              + ")");
    }
    ObjectNode settings = NODES.objectNode();
    for (int i = 0; i < text.parts().size(); i++) {
      settings.set(fields.get(i).key(), setting(fields.get(i), text.part(i)));
    }
    return settings;
  }

  private JsonNode setting(Field field, LayerText part) {
    Class<?> raw = Field.raw(field.type());
    String word = part.word();
    if (raw == List.class) {
      ArrayNode layers = NODES.arrayNode();
      for (LayerText inner : part.parts()) {
        LayerKind kind = kind(inner);
        layers.addObject().set(inner.word(), settings(kind, inner));
      }
      return layers;
    }
    if (field.nullable() && word.equals("null")) {
      return NODES.nullNode();
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return NODES.booleanNode(word.equals(field.key()));
    }
    if (raw == double.class || raw == Double.class) {
      return NODES.numberNode(part.decimal());
    }
    return raw == String.class || raw.isEnum()
        ? NODES.textNode(word)
        : NODES.numberNode(part.whole());
  }

  private LayerKind kind(LayerText text) {
    return catalog
        .find(LayerKind.class, text.word())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer: "
                        + text.word()
                        + " (expected one of: "
                        + catalog.names(DescribedNetworks.LAYER)
                        + "; one of a user jar needs --plugins)"));
  }

  /** The kinds of the layers of a text, those within others included. */
  static void kinds(List<LayerText> layers, Set<String> found) {
    for (LayerText layer : layers) {
      found.add(layer.word());
      // Only lists of layers have parts of their own.
      layer.parts().forEach(part -> kinds(part.parts(), found));
    }
  }

  private static Layer layer(Named named) {
    return (Layer) named.settings(Record.class);
  }
}
