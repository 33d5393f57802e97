package io.espalier.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.OperatorDescriptor;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An operator's parameters: read strictly from the plan, and reduced to what a step key holds. */
public final class Parameters {
  /** Strict, and equal values give equal text. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          // Double.toString differs between Java versions, Jackson's own writer does not.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private Parameters() {}

  /**
   * The parameters as the operator's record. What an older plan does not name yet has its default.
   *
   * @throws IllegalArgumentException for an unknown, missing or unfit value
   */
  public static <P extends Record> P read(Operator<P> operator, ObjectNode given) {
    return read(operator, operator.parameters(), given);
  }

  /** As {@link #read(Operator, ObjectNode)}, for an operator whose code is not needed. */
  public static Record read(OperatorDescriptor operator, ObjectNode given) {
    return read(operator, operator.parameters(), given);
  }

  private static <P extends Record> P read(
      OperatorDescriptor operator, Class<P> type, ObjectNode given) {
    ObjectNode tree = MAPPER.createObjectNode();
    Record defaults = operator.defaults();
    if (defaults != null) {
      tree = MAPPER.valueToTree(defaults);
    }
    merge(type, tree, given);
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "parameters of operator " + operator.name() + ": " + problem(e), e);
    }
  }

  /** Where and what: what a record's constructor says of its values is said in its words. */
  private static String problem(JsonProcessingException e) {
    String text =
        e.getCause() instanceof IllegalArgumentException refused
            ? String.valueOf(refused.getMessage())
            : e.getOriginalMessage();
    String path =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(step -> step.getFieldName() != null ? step.getFieldName() : "[]")
                .collect(Collectors.joining("."))
            : "";
    return path.isEmpty() ? text : path + ": " + text;
  }

  /** Every parameter as JSON. */
  public static ObjectNode tree(Record parameters) {
    return MAPPER.valueToTree(parameters);
  }

  /**
   * Those that differ from their defaults. Records within records are compared member by member, so
   * a new member at its default (or at null, where there is no default) leaves the answer as it
   * was; maps and lists are compared as a whole.
   */
  public static ObjectNode changed(OperatorDescriptor operator, Record parameters) {
    Record defaults = operator.defaults();
    return changed(
        operator.parameters(), tree(parameters), defaults == null ? null : tree(defaults));
  }

  private static ObjectNode changed(
      Class<?> type, ObjectNode value, @Nullable ObjectNode defaults) {
    Map<String, Class<?>> types = componentTypes(type);
    ObjectNode out = MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      String name = member.getKey();
      JsonNode now = member.getValue();
      JsonNode before = defaults == null ? null : defaults.get(name);
      boolean hasDefault = before != null && !before.isNull();
      if (now.isNull() && !hasDefault) {
        continue;
      }
      Class<?> memberType = types.getOrDefault(name, Object.class);
      if (memberType.isRecord() && now instanceof ObjectNode object) {
        ObjectNode inner =
            changed(memberType, object, before instanceof ObjectNode known ? known : null);
        if (!hasDefault || !inner.isEmpty()) {
          out.set(name, inner);
        }
      } else if (before == null || !CanonicalJson.write(now).equals(CanonicalJson.write(before))) {
        out.set(name, now);
      }
    }
    return out;
  }

  private static void merge(Class<?> type, ObjectNode into, ObjectNode given) {
    Map<String, Class<?>> types = componentTypes(type);
    for (Map.Entry<String, JsonNode> member : given.properties()) {
      Class<?> memberType = types.getOrDefault(member.getKey(), Object.class);
      if (memberType.isRecord()
          && into.get(member.getKey()) instanceof ObjectNode known
          && member.getValue() instanceof ObjectNode object) {
        merge(memberType, known, object);
      } else {
        into.set(member.getKey(), member.getValue());
      }
    }
  }

  private static Map<String, Class<?>> componentTypes(Class<?> type) {
    Map<String, Class<?>> types = new HashMap<>();
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        types.put(component.getName(), component.getType());
      }
    }
    return types;
  }
}
