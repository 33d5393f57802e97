package io.espalier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Plans as bytes: equal plans give equal bytes. */
public final class PlanJson {
  /** The {@link Plan#planVersion} that this code writes and reads. */
  public static final int VERSION = 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          // Double.toString differs between Java versions, Jackson's own writer does not.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private PlanJson() {}

  /** The plan as UTF-8 JSON. */
  public static byte[] write(Plan plan) {
    try {
      return MAPPER.writeValueAsBytes(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the plan is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException when the bytes are not a plan of this version
   */
  public static Plan read(byte[] bytes) {
    Plan plan;
    try {
      plan = MAPPER.readValue(bytes, Plan.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a plan: " + e.getMessage(), e);
    }
    if (plan.planVersion() != VERSION) {
      throw new IllegalArgumentException(
          "plan version: "
              + plan.planVersion()
              + " (expected: "
              + VERSION
              + "); use the version of Espalier that made it");
    }
    return plan;
  }

  /** The parameters of a task as they will be read back. */
  static ObjectNode parameters(Record parameters) {
    return (ObjectNode) normal(MAPPER.valueToTree(parameters));
  }

  /** A tree as it will be read back, so that a plan equals what its own bytes say. */
  static JsonNode normal(JsonNode tree) {
    try {
      return MAPPER.readTree(MAPPER.writeValueAsBytes(tree));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
