package io.espalier.experiment.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.setting.Named;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes records with every value, under the keys of files, so that they can be read again. */
public final class RecordJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordJson() {}

  /** Every component of a record. */
  public static ObjectNode of(Record value) {
    ObjectNode object = NODES.objectNode();
    for (Field field : Field.of(value.getClass())) {
      Object is = field.get(value);
      if (field.leftOut(is)) {
        continue;
      }
      if (is instanceof Named chosen
          && chosen.settings() != null
          && Inlined.written(field, chosen)) {
        object.setAll(of(chosen.settings()));
      } else {
        object.set(field.key(), node(field.type(), is));
      }
    }
    return object;
  }

  private static JsonNode node(Type type, @Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
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
      return named.settings() == null
          ? NODES.textNode(named.name())
          : NODES.objectNode().set(named.name(), of(named.settings()));
    }
    if (value instanceof Record record) {
      return Field.raw(type).isInterface()
          ? NODES.objectNode().set(Field.choice(value.getClass()), of(record))
          : of(record);
    }
    return scalar(value);
  }

  static JsonNode scalar(Object value) {
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
}
