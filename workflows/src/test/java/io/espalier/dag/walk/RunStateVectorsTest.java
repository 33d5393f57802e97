package io.espalier.dag.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.dag.TriggerRule;
import io.espalier.state.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every run state case that Airflow answered. */
class RunStateVectorsTest {
  private static final JsonNode VECTORS = Vectors.read("dagrun_state");

  @Test
  void everyRunIsJudgedAsAirflowDoes() {
    Map<String, Walk> dags = new LinkedHashMap<>();
    for (JsonNode dag : VECTORS.get("dags")) {
      dags.put(dag.get("dag").asText(), new Walk(nodes(dag)));
    }
    assertThat(VECTORS.get("cases").size()).isGreaterThan(700);
    for (JsonNode c : VECTORS.get("cases")) {
      Walk walk = Objects.requireNonNull(dags.get(c.get("dag").asText()));
      Map<String, TaskState> states = states(c.get("states"));

      RunStates.Standing seen = RunStates.look(walk, states, Set.of(), id -> false);

      assertThat(seen.state().id()).as("%s", c).isEqualTo(c.get("state").asText());
      assertThat(seen.ready()).as("%s", c).containsExactlyInAnyOrderElementsOf(ready(c));
      Map<String, TaskState> after = after(states, seen);
      assertThat(after).as("%s", c).isEqualTo(c.has("tasks") ? states(c.get("tasks")) : states);
      if (c.has("final")) {
        while (!seen.changes().isEmpty()) {
          seen = RunStates.look(walk, after, Set.of(), id -> false);
          after = after(after, seen);
        }
        assertThat(seen.state().id()).as("%s", c).isEqualTo(c.get("final").asText());
        assertThat(after).as("%s", c).isEqualTo(states(c.get("final_tasks")));
      }
    }
  }

  private static Map<String, TaskState> after(
      Map<String, TaskState> states, RunStates.Standing seen) {
    Map<String, TaskState> after = new LinkedHashMap<>(states);
    after.putAll(seen.changes());
    return after;
  }

  private static List<String> ready(JsonNode c) {
    List<String> ready = new ArrayList<>();
    c.path("ready").forEach(id -> ready.add(id.asText()));
    return ready;
  }

  private static Map<String, TaskState> states(JsonNode byTask) {
    Map<String, TaskState> states = new LinkedHashMap<>();
    byTask.properties().forEach(e -> states.put(e.getKey(), Vectors.state(e.getValue())));
    return states;
  }

  private static List<TaskNode> nodes(JsonNode dag) {
    List<TaskNode> nodes = new ArrayList<>();
    dag.get("tasks")
        .properties()
        .forEach(
            task -> {
              List<String> upstream = new ArrayList<>();
              for (JsonNode edge : dag.get("edges")) {
                if (edge.get(1).asText().equals(task.getKey())) {
                  upstream.add(edge.get(0).asText());
                }
              }
              nodes.add(
                  Vectors.node(
                      task.getKey(), settings(task.getValue()), upstream.toArray(String[]::new)));
            });
    return nodes;
  }

  private static TaskSettings settings(JsonNode task) {
    TaskSettings settings = TaskSettings.DEFAULTS;
    if (task.path("is_setup").asBoolean()) {
      settings = settings.toBuilder().setup().build();
    }
    if (task.path("is_teardown").asBoolean()) {
      settings =
          settings.toBuilder().teardown(task.path("on_failure_fail_dagrun").asBoolean()).build();
    }
    return task.has("trigger_rule")
        ? settings.toBuilder()
            .triggerRule(TriggerRule.of(task.get("trigger_rule").asText()))
            .build()
        : settings;
  }
}
