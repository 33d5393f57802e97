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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every trigger rule case that Airflow answered. */
class TriggerRuleVectorsTest {
  private static final JsonNode VECTORS = Vectors.read("trigger_rules");

  @Test
  void everyCaseOfPlainUpstreamsIsDecidedAsAirflowDoes() {
    List<JsonNode> cases = new ArrayList<>(Vectors.list(VECTORS.get("plain")));
    cases.addAll(Vectors.list(VECTORS.get("every_state")));
    assertThat(cases).hasSizeGreaterThan(880);
    for (JsonNode c : cases) {
      Map<String, TaskState> states = new LinkedHashMap<>();
      List<TaskNode> nodes = new ArrayList<>();
      for (JsonNode state : c.get("upstream")) {
        String id = "u" + nodes.size();
        nodes.add(Vectors.node(id, TriggerRule.ALL_SUCCESS));
        states.put(id, Vectors.state(state));
      }
      check(c, nodes, Vectors.node("t", rule(c), ids(nodes)), states);
    }
  }

  @Test
  void everyCaseWithDirectSetupsIsDecidedAsAirflowDoes() {
    for (JsonNode c : VECTORS.get("with_setups")) {
      Map<String, TaskState> states = new LinkedHashMap<>();
      List<TaskNode> nodes = new ArrayList<>();
      for (JsonNode upstream : c.get("upstream")) {
        String id = "u" + nodes.size();
        boolean setup = upstream.get(1).asText().equals("setup");
        nodes.add(
            Vectors.node(
                id, setup ? TaskSettings.builder().setup().build() : TaskSettings.DEFAULTS));
        states.put(id, Vectors.state(upstream.get(0)));
      }
      TaskSettings settings =
          c.get("target").asText().equals("teardown")
              ? TaskSettings.builder().teardown(false).build()
              : TaskSettings.DEFAULTS;
      settings = settings.toBuilder().triggerRule(rule(c)).build();
      check(c, nodes, Vectors.node("t", settings, ids(nodes)), states);
    }
  }

  @Test
  void everyCaseWithAnIndirectSetupIsDecidedAsAirflowDoes() {
    for (JsonNode c : VECTORS.get("indirect_setup")) {
      List<TaskNode> nodes = new ArrayList<>();
      nodes.add(Vectors.node("s", TaskSettings.builder().setup().build()));
      nodes.add(Vectors.node("a", TaskSettings.DEFAULTS, "s"));
      Map<String, TaskState> states = new LinkedHashMap<>();
      states.put("s", Vectors.state(c.get("setup")));
      states.put("a", Vectors.state(c.get("a")));
      TaskNode target = Vectors.node("t", rule(c), "a");
      if (c.get("setup_has_a_teardown_downstream_of_t").asBoolean()) {
        TaskNode teardown =
            Vectors.node("td", TaskSettings.builder().teardown(false).build(), "s", "t");
        checkWith(c, Stream.concat(nodes.stream(), Stream.of(target, teardown)).toList(), states);
      } else {
        check(c, nodes, target, states);
      }
    }
  }

  @Test
  void everyCaseOfATeardownWaitingForItsScopeIsDecidedAsAirflowDoes() {
    for (JsonNode c : VECTORS.get("teardown_scope")) {
      List<TaskNode> nodes = new ArrayList<>();
      nodes.add(Vectors.node("s", TaskSettings.builder().setup().build()));
      nodes.add(Vectors.node("a", TaskSettings.DEFAULTS, "s"));
      nodes.add(Vectors.node("b", TaskSettings.DEFAULTS, "a"));
      Map<String, TaskState> states = new LinkedHashMap<>();
      states.put("s", Vectors.state(c.get("setup")));
      states.put("a", Vectors.state(c.get("a")));
      states.put("b", Vectors.state(c.get("b")));
      TaskNode target = Vectors.node("t", TaskSettings.builder().teardown(false).build(), "s", "b");
      check(c, nodes, target, states);
    }
  }

  private static void check(
      JsonNode c, List<TaskNode> upstream, TaskNode target, Map<String, TaskState> states) {
    checkWith(c, Stream.concat(upstream.stream(), Stream.of(target)).toList(), states);
  }

  private static void checkWith(JsonNode c, List<TaskNode> nodes, Map<String, TaskState> states) {
    Decision decision = new Walk(nodes).decide("t", states, Set.of());
    String expected = c.path("stuck").asBoolean() ? "stuck" : c.get("decision").asText();
    assertThat(name(decision)).as("%s", c).isEqualTo(expected);
  }

  private static String name(Decision decision) {
    return switch (decision) {
      case RUN -> "run";
      case WAIT -> "wait";
      case STUCK -> "stuck";
      case SKIP, UPSTREAM_FAILED -> decision.state().id();
    };
  }

  private static TriggerRule rule(JsonNode c) {
    return TriggerRule.of(c.get("rule").asText());
  }

  private static String[] ids(List<TaskNode> nodes) {
    return nodes.stream().map(TaskNode::taskId).toArray(String[]::new);
  }
}
