package io.espalier.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.walk.Vectors;
import org.junit.jupiter.api.Test;

/** Ids as Airflow takes them, but for a newline at their end. */
class IdsTest {
  private static final JsonNode VECTORS = Vectors.read("ids");

  @Test
  void taskIdsAreTakenAndRefusedAsAirflowDoes() {
    check("task_ids", false);
  }

  @Test
  void dagIdsAreTakenAndRefusedAsAirflowDoes() {
    check("dag_ids", false);
  }

  @Test
  void groupIdsAreTakenAndRefusedAsAirflowDoes() {
    check("group_ids", true);
  }

  @Test
  void aRefusedIdIsShownWithWhatWasExpected() {
    assertThatThrownBy(() -> Ids.key("task_id", "a\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "task_id: \"a\\n\" (expected: 1 to 250 letters, digits, dots, dashes and underscores)");
    assertThatThrownBy(() -> Ids.group("a.b"))
        .hasMessage(
            "group_id: \"a.b\" (expected: 1 to 200 letters, digits, dashes and underscores)");
    assertThatThrownBy(() -> Ids.key("task_id", "t".repeat(100_000)))
        .message()
        .hasSizeLessThan(200);
  }

  private static void check(String kind, boolean group) {
    assertThat(VECTORS.get(kind).size()).isGreaterThan(35);
    for (JsonNode c : VECTORS.get(kind)) {
      if (!c.get("id").isTextual()) {
        continue; // a number is no id in Java's types either
      }
      String id = c.get("id").textValue();
      boolean expected = c.get("ok").asBoolean() && !id.endsWith("\n");
      assertThat(group ? Ids.isGroup(id) : Ids.isKey(id)).as("%s", c).isEqualTo(expected);
    }
  }
}
