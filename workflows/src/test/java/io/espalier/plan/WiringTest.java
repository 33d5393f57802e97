package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.Catalog;
import io.espalier.dag.TaskNode;
import io.espalier.dag.walk.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arrows between tasks and groups, held against what Airflow made of them. */
class WiringTest {
  private static final Catalog CATALOG = DagBuilderTest.CATALOG;

  private final DagBuilder dag = new DagBuilder("d", CATALOG);

  @Test
  void arrowsMakeTheEdgesThatAirflowMakes() {
    JsonNode cases = Vectors.read("groups").get("cases");
    assertThat(cases.size()).isEqualTo(400);
    for (JsonNode c : cases) {
      List<JsonNode> arrows = new ArrayList<>();
      c.get("arrows").forEach(arrows::add);
      assertThat(upstream(c, arrows)).as("%s", c).isEqualTo(expected(c));
    }
  }

  @Test
  void theOrderInWhichArrowsAreDrawnDoesNotMatter() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (JsonNode c : Vectors.read("groups").get("cases")) {
      List<JsonNode> arrows = new ArrayList<>();
      c.get("arrows").forEach(arrows::add);
      Collections.shuffle(arrows, random);
      assertThat(upstream(c, arrows)).as("seed %d: %s", seed, c).isEqualTo(expected(c));
    }
  }

  private static Map<String, List<String>> upstream(JsonNode c, List<JsonNode> arrows) {
    DagBuilder whole = new DagBuilder("d", CATALOG);
    Map<String, DagNode> nodes = new HashMap<>();
    for (JsonNode group : c.get("groups")) {
      DagBuilder made = in(nodes, group.get(2), whole).group(group.get(1).asText());
      nodes.put(group.get(0).asText(), made);
    }
    for (JsonNode task : c.get("tasks")) {
      TaskBuilder made = in(nodes, task.get(2), whole).task(task.get(1).asText(), "count", count());
      assertThat(made.id()).isEqualTo(task.get(0).asText());
      nodes.put(made.id(), task.get(3).asText().equals("setup") ? made.asSetup() : made);
    }
    for (JsonNode teardown : c.get("teardowns")) {
      List<TaskBuilder> setups = new ArrayList<>();
      teardown.get(1).forEach(setup -> setups.add((TaskBuilder) node(nodes, setup)));
      ((TaskBuilder) node(nodes, teardown.get(0))).asTeardown(setups.toArray(TaskBuilder[]::new));
    }
    for (int i = 0; i < arrows.size(); i++) {
      DagNode before = node(nodes, arrows.get(i).get(0));
      DagNode after = node(nodes, arrows.get(i).get(1));
      switch (i % 3) {
        case 0 -> before.then(after);
        case 1 -> after.after(before);
        default -> whole.chain(before, after);
      }
    }
    Map<String, List<String>> upstream = new HashMap<>();
    for (TaskNode node : whole.build().nodes()) {
      upstream.put(node.taskId(), node.upstream());
    }
    return upstream;
  }

  private static Map<String, List<String>> expected(JsonNode c) {
    Map<String, List<String>> upstream = new HashMap<>();
    c.get("upstream")
        .properties()
        .forEach(
            entry -> {
              List<String> ids = new ArrayList<>();
              entry.getValue().forEach(id -> ids.add(id.asText()));
              Collections.sort(ids);
              upstream.put(entry.getKey(), ids);
            });
    return upstream;
  }

  private static DagBuilder in(Map<String, DagNode> nodes, JsonNode group, DagBuilder whole) {
    return group.isNull() ? whole : (DagBuilder) node(nodes, group);
  }

  private static DagNode node(Map<String, DagNode> nodes, JsonNode id) {
    return Objects.requireNonNull(nodes.get(id.asText()));
  }

  private static DagBuilderTest.Count count() {
    return new DagBuilderTest.Count(1);
  }

  @Test
  void whatIsPlacedInAGroupAfterItWasWiredIsWiredToo() {
    DagBuilder group = dag.group("g").after(dag.task("before", "count", count()));
    group.task("inside", "count", count());

    assertThat(dag.build().nodes().get(1).upstream()).containsExactly("before");
  }

  @Test
  void anExpandedTaskIsFollowedInstanceByInstance() {
    TaskBuilder first = dag.expand("first", "count", List.of(count(), count()));
    DagBuilder group = dag.group("g").after(first);
    group.expand("second", "count", List.of(count(), count()));

    assertThat(dag.build().nodes())
        .extracting(node -> node.taskId() + " " + node.upstream())
        .containsExactly(
            "first.0 []",
            "first.1 []",
            "g.second.0 [first.0, first.1]",
            "g.second.1 [first.0, first.1]");
  }

  @Test
  void arrowsThatWouldJoinNothingOrThemselvesAreRefused() {
    DagBuilder empty = dag.group("empty");
    DagBuilder group = dag.group("g");
    TaskBuilder inside = group.task("t", "count", count());
    TaskBuilder outside = dag.task("t", "count", count());
    TaskBuilder foreign = new DagBuilder("d", CATALOG).task("t", "count", count());

    refused(() -> group.after(inside), "g.t >> g: one lies in the other");
    refused(() -> group.then(inside), "g >> g.t: one lies in the other");
    refused(() -> group.then(group), "g >> g: one lies in the other");
    refused(() -> dag.after(outside), "d: the Dag itself");
    refused(() -> outside.after(foreign), "t >> t: of two Dags");
    empty.after(outside);
    refused(dag::build, "empty: has no tasks");
  }

  @Test
  void nothingComesAfterTeardownsAlone() {
    DagBuilder group = dag.group("g");
    group.task("release", "count", count()).asTeardown(group.task("rent", "count", count()));
    group.then(dag.task("next", "count", count()));

    refused(dag::build, "g: ends in teardowns only");
  }

  @Test
  void aCycleAmongGroupsIsNamed() {
    DagBuilder one = dag.group("one");
    DagBuilder other = dag.group("other");
    one.task("t", "count", count());
    other.task("t", "count", count());
    dag.chain(one, other, one);

    refused(dag::build, "cycle: one.t >> other.t >> one.t");
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
