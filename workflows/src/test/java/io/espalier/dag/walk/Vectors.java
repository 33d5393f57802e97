package io.espalier.dag.walk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.dag.Flow;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.dag.TriggerRule;
import io.espalier.state.TaskState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What Airflow itself answered, and small helpers to put its cases into our records. */
public final class Vectors {
  private Vectors() {}

  /** The answers in one file. */
  public static JsonNode read(String file) {
    try (InputStream in = Vectors.class.getResourceAsStream("/airflow/" + file + ".json.gz")) {
      if (in == null) {
        throw new IllegalStateException("no vectors: " + file);
      }
      return new ObjectMapper().readTree(new GZIPInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    array.forEach(items::add);
    return items;
  }

  static TaskState state(JsonNode id) {
    return TaskState.of(text(id));
  }

  static @Nullable String text(JsonNode value) {
    return value.isNull() ? null : value.textValue();
  }

  static TaskNode node(String id, TriggerRule rule, String... upstream) {
    return node(id, TaskSettings.builder().triggerRule(rule).build(), upstream);
  }

  static TaskNode node(String id, TaskSettings settings, String... upstream) {
    return new TaskNode(id, Arrays.stream(upstream).sorted().toList(), settings, Flow.WORK);
  }
}
