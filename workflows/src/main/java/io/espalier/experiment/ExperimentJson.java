package io.espalier.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes an experiment out with every value, under the keys of the file. */
public final class ExperimentJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // Double.toString differs between Java versions, Jackson's own writer does not.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private ExperimentJson() {}

  /** The stored configuration; loading it again gives an equal experiment. */
  public static ObjectNode of(Experiment experiment) {
    return object(Experiment.class, experiment);
  }

  /** The same as indented UTF-8 text, the keys and arms in the order of the file. */
  public static byte[] bytes(Experiment experiment) {
    try {
      return MAPPER.writeValueAsBytes(of(experiment));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ObjectNode object(Class<?> type, Object value) {
    ObjectNode object = NODES.objectNode();
    for (Field field : Field.of(type)) {
      object.set(field.key(), node(field.type(), get(field, value)));
    }
    return object;
  }

  private static JsonNode node(Type type, @Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    Class<?> raw = Field.raw(type);
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
    if (raw.isRecord()) {
      return object(raw, value);
    }
    if (raw.isInterface()) {
      ObjectNode choice = NODES.objectNode();
      choice.set(Field.choice(value.getClass()), object(value.getClass(), value));
      return choice;
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Enum<?> constant) {
      return NODES.textNode(Field.choice(constant));
    }
    if (value instanceof Integer number) {
      return NODES.numberNode(number.intValue());
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number.longValue());
    }
    if (value instanceof Double number) {
      return NODES.numberNode(number.doubleValue());
    }
    return value instanceof Boolean truth
        ? NODES.booleanNode(truth)
        : NODES.textNode(value.toString());
  }

  private static @Nullable Object get(Field field, Object record) {
    try {
      return field.component().getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
