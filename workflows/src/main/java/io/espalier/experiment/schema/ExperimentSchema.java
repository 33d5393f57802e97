package io.espalier.experiment.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Id;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.dag.Ids;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.read.Epochs;
import io.espalier.experiment.read.Expected;
import io.espalier.experiment.read.Field;
import io.espalier.experiment.read.Inlined;
import io.espalier.experiment.read.SettingsType;
import io.espalier.experiment.read.Yaml;
import io.espalier.experiment.read.YamlReader;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (draft 2020-12) of experiment files and of others that are read as they are, for
 * editors. It knows keys, types, bounds, defaults and names; what must hold between values only the
 * loader checks.
 */
public final class ExperimentSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Catalog catalog;
  private final SortedMap<String, ObjectNode> definitions = new TreeMap<>();

  private ExperimentSchema(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The schema with the names that a catalog knows. */
  public static ObjectNode of(Catalog catalog) {
    return of("Espalier experiment", Experiment.class, catalog);
  }

  /**
   * The schema of files that are bound to a record.
   *
   * @param title what such a file is
   * @param catalog with what they can name
   */
  public static ObjectNode of(String title, Class<? extends Record> type, Catalog catalog) {
    ExperimentSchema schema = new ExperimentSchema(catalog);
    ObjectNode root = NODES.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", title);
    root.setAll(schema.object(type));
    ObjectNode definitions = root.putObject("$defs");
    schema.definitions.forEach(definitions::set);
    return root;
  }

  /** A schema as indented text. */
  public static String text(ObjectNode schema) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    try {
      return JsonMapper.builder().build().writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private ObjectNode object(Class<?> type) {
    Inlined inlined = Inlined.of(type, catalog).orElse(null);
    if (inlined == null) {
      return object(Field.of(type));
    }
    // Either the choice by its key, or its standard, whose settings stand among the keys.
    String key = inlined.field().key();
    ObjectNode inner = object(Inlined.fields(type, catalog));
    ((ObjectNode) inner.get("properties")).set(key, names(List.of(inlined.standard())));
    ArrayNode required = NODES.arrayNode();
    inner
        .withArray("required")
        .forEach(
            name -> {
              if (!name.textValue().equals(key)) {
                required.add(name);
              }
            });
    inner.set("required", required);
    ObjectNode schema = NODES.objectNode();
    schema.putArray("anyOf").add(inner).add(object(Field.of(type)));
    return schema;
  }

  private ObjectNode object(List<Field> fields) {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (Field field : fields) {
      properties.set(field.key(), property(field));
      if (!field.optional()) {
        required.add(field.key());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("additionalProperties", false);
  }

  private ObjectNode property(Field field) {
    ObjectNode schema = NODES.objectNode().put("description", field.doc());
    ObjectNode value = value(field, field.type());
    if (field.nullable()) {
      ArrayNode either = schema.putArray("anyOf");
      either.add(value);
      either.addObject().put("type", "null");
    } else {
      schema.setAll(value);
    }
    if (field.defaultText() != null) {
      schema.set("default", json(YamlReader.option("default", field.defaultText())));
    }
    return schema;
  }

  private ObjectNode value(Field field, Type type) {
    Class<?> raw = Field.raw(type);
    if (raw == List.class) {
      ObjectNode list = NODES.objectNode().put("type", "array");
      list.set("items", value(field, Field.element(type)));
      return list;
    }
    if (raw == Map.class) {
      ObjectNode map = NODES.objectNode().put("type", "object");
      if (field.id() != null) {
        map.set("propertyNames", id(field.id()));
      }
      map.set("additionalProperties", value(field, Field.element(type)));
      return map;
    }
    if (raw == Named.class) {
      return chosen(Objects.requireNonNull(field.known()).value());
    }
    if (raw.isRecord() || raw.isInterface()) {
      return reference(field, raw);
    }
    if (raw.isEnum()) {
      return names(Expected.constants(raw));
    }
    return scalar(field, raw);
  }

  private ObjectNode reference(Field field, Class<?> type) {
    String name = type.getSimpleName();
    if (!definitions.containsKey(name)) {
      definitions.put(name, NODES.objectNode()); // reserves the name while its own parts are read
      definitions.put(name, type.isRecord() ? record(type) : choice(field, type));
    }
    return NODES.objectNode().put("$ref", "#/$defs/" + name);
  }

  /** Something of the catalog: its name, or a mapping of its name to its settings. */
  private ObjectNode chosen(String kind) {
    List<Descriptor> all = catalog.all(kind);
    if (all.stream().allMatch(descriptor -> descriptor.settings() == null)) {
      return names(catalog.names(kind));
    }
    if (!definitions.containsKey(kind)) {
      ObjectNode schema = NODES.objectNode();
      definitions.put(kind, schema); // reserves the name while its own parts are read
      ArrayNode either = schema.putArray("anyOf");
      ArrayNode bare = either.addObject().putArray("enum");
      for (Descriptor descriptor : all) {
        Class<? extends Record> settings = SettingsType.of(descriptor);
        if (settings == null || Field.of(settings).stream().allMatch(Field::optional)) {
          bare.add(descriptor.name());
        }
        if (settings != null) {
          String name = kind + "." + descriptor.name();
          definitions.put(name, record(settings));
          either.add(alone(descriptor.name(), name, descriptor.summary()));
        }
      }
    }
    return NODES.objectNode().put("$ref", "#/$defs/" + kind);
  }

  /** A mapping of one name to what a definition says. */
  private static ObjectNode alone(String name, String definition, String doc) {
    ObjectNode named = NODES.objectNode().put("type", "object");
    ObjectNode settings = named.putObject("properties").putObject(name);
    settings.put("$ref", "#/$defs/" + definition).put("description", doc);
    named.putArray("required").add(name);
    return named.put("additionalProperties", false);
  }

  private ObjectNode record(Class<?> type) {
    Field shorthand = Field.shorthand(type);
    if (shorthand == null) {
      return object(type);
    }
    ObjectNode schema = NODES.objectNode();
    schema.putArray("anyOf").add(value(shorthand, shorthand.type())).add(object(type));
    return schema;
  }

  private ObjectNode choice(Field field, Class<?> type) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode either = schema.putArray("anyOf");
    ArrayNode bare = either.addObject().putArray("enum");
    for (Class<?> variant : type.getPermittedSubclasses()) {
      String name = Field.choice(variant);
      if (Field.of(variant).stream().allMatch(Field::optional)) {
        bare.add(name);
      }
      var unused = reference(field, variant);
      String doc = variant.getAnnotation(Doc.class).value();
      either.add(alone(name, variant.getSimpleName(), doc));
    }
    if (bare.isEmpty()) {
      either.remove(0);
    }
    return schema;
  }

  private ObjectNode scalar(Field field, Class<?> raw) {
    if (raw == boolean.class) {
      return NODES.objectNode().put("type", "boolean");
    }
    if (raw == String.class) {
      Known known = field.known();
      Id id = field.id();
      return known != null
          ? names(catalog.names(known.value()))
          : id != null ? id(id) : NODES.objectNode().put("type", "string");
    }
    ObjectNode number =
        NODES.objectNode().put("type", Expected.isWhole(raw) ? "integer" : "number");
    Range range = field.range();
    if (range != null) {
      bound(number, range.above() ? "exclusiveMinimum" : "minimum", range.min());
      bound(number, range.below() ? "exclusiveMaximum" : "maximum", range.max());
    }
    return field.iterations() ? inEpochsToo(number) : number;
  }

  private static ObjectNode inEpochsToo(ObjectNode number) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode either = schema.putArray("anyOf").add(number);
    either.addObject().put("type", "string").put("pattern", Epochs.PATTERN);
    return schema;
  }

  private static void bound(ObjectNode number, String keyword, double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e16) {
      number.put(keyword, (long) value);
    } else if (value != Double.MAX_VALUE) {
      number.put(keyword, value);
    }
  }

  private static ObjectNode id(Id id) {
    return NODES
        .objectNode()
        .put("type", "string")
        .put("pattern", "^[\\p{L}\\p{N}_" + (id.group() ? "" : ".") + "-]+$")
        .put("maxLength", id.group() ? Ids.MAX_GROUP : Ids.MAX_KEY);
  }

  private static ObjectNode names(List<String> names) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode values = schema.putArray("enum");
    names.forEach(values::add);
    return schema;
  }

  private static @Nullable JsonNode json(Yaml value) {
    if (value instanceof Yaml.Scalar scalar) {
      return switch (scalar.kind()) {
        case WHOLE -> NODES.numberNode(Long.parseLong(scalar.text()));
        case NUMBER -> NODES.numberNode(Double.parseDouble(scalar.text()));
        case TRUTH -> NODES.booleanNode(Boolean.parseBoolean(scalar.text()));
        case NULL -> NODES.nullNode();
        case TEXT -> NODES.textNode(scalar.text());
      };
    }
    if (value instanceof Yaml.Sequence sequence) {
      ArrayNode list = NODES.arrayNode();
      sequence.items().forEach(item -> list.add(json(item)));
      return list;
    }
    ObjectNode object = NODES.objectNode();
    ((Yaml.Mapping) value).entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
    return object;
  }
}
