package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.Dag;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TriggerRule;
import io.espalier.dag.walk.Skips;
import io.espalier.dag.walk.Vectors;
import io.espalier.dag.walk.Walk;
import io.espalier.plan.DagBuilderTest.Count;
import io.espalier.state.TaskState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tasks expanded over a list, and what reads their results. */
class ExpandTest {
  private final DagBuilder dag = new DagBuilder("d", DagBuilderTest.CATALOG);

  @Test
  void theRulesOfWhatFollowsCountTheInstancesAsAirflowDoes() {
    JsonNode cases = Vectors.read("mapped").get("cases");
    assertThat(cases.size()).isEqualTo(20);
    for (JsonNode c : cases) {
      DagBuilder built = new DagBuilder("d", DagBuilderTest.CATALOG);
      List<Count> elements = new ArrayList<>();
      c.get("elements").forEach(element -> elements.add(new Count(1)));
      TaskBuilder work = built.expand("work", "count", elements);
      c.get("targets")
          .fieldNames()
          .forEachRemaining(
              rule ->
                  built
                      .task(rule, "count", new Count(1))
                      .settings(s -> s.triggerRule(TriggerRule.of(rule)))
                      .after(work));
      Map<String, TaskState> states = walked(built.build(), c.get("elements"));
      for (JsonNode instance : c.get("instances")) {
        String id = TaskNode.instance("work", instance.get(0).asInt());
        assertThat(states.get(id)).as(id).isEqualTo(TaskState.of(instance.get(1).asText()));
      }
      c.get("targets")
          .properties()
          .forEach(
              target ->
                  assertThat(states)
                      .as("%s", c)
                      .containsEntry(target.getKey(), TaskState.of(target.getValue().asText())));
    }
  }

  /** Walks with every element ending as it says and everything else in success. */
  private static Map<String, TaskState> walked(Dag built, JsonNode elements) {
    Walk walk = new Walk(built.nodes());
    Map<String, TaskState> states = new HashMap<>();
    while (true) {
      Walk.Turn turn = walk.turn(states, Set.of(), id -> false);
      if (turn.idle()) {
        return states;
      }
      states.putAll(turn.changes());
      for (String id : turn.ready()) {
        TaskNode node = walk.dag().node(id);
        TaskState end = TaskState.SUCCESS;
        if (node.nothingToMap()) {
          end = TaskState.SKIPPED;
        } else if (node.mapIndex() != null) {
          end = TaskState.of(elements.get(node.mapIndex()).asText());
        }
        states.put(id, end);
      }
    }
  }

  @Test
  void everyInstanceHasWhatWasSaidOfTheTaskAndItsOwnParameters() {
    TaskBuilder before = dag.task("before", "count", new Count(0));
    dag
        .group("g")
        .expand("square", "count", List.of(new Count(5), new Count(7)))
        .input("n", before, "n")
        .stream("noise", 3, 1)
        .settings(s -> s.retries(2));

    List<Task> tasks = dag.build().tasks();

    assertThat(tasks).hasSize(3);
    assertThat(tasks.subList(1, 3))
        .extracting(task -> task.node().taskId() + " " + task.parameters())
        .containsExactly("g.square.0 {\"to\":5}", "g.square.1 {\"to\":7}");
    assertThat(tasks.subList(1, 3))
        .allSatisfy(
            task -> {
              assertThat(task.node().mappedId()).isEqualTo("g.square");
              assertThat(task.node().settings().retries()).isEqualTo(2);
              assertThat(task.inputs()).containsExactly(TaskInput.of("n", "before", "n"));
              assertThat(task.streams()).hasSize(1);
            });
  }

  @Test
  void whatReadsAnExpandedTaskGetsItsOutputsAndResultsInMapOrder() {
    TaskBuilder square = dag.expand("square", "count", Collections.nCopies(11, new Count(1)));
    dag.task("sum", "count", new Count(0)).xcom(square).input("n", square, "n");

    List<TaskInput> inputs = dag.build().tasks().get(11).inputs();

    assertThat(inputs).hasSize(22);
    for (int i = 0; i < 11; i++) {
      assertThat(inputs.get(i))
          .isEqualTo(new TaskInput("xcom:square", i, "square." + i, "return_value", null));
      assertThat(inputs.get(11 + i)).isEqualTo(new TaskInput("n", i, "square." + i, "n", null));
    }
  }

  @Test
  void anEmptyListIsOneTaskThatIsNotRun() {
    TaskBuilder none = dag.expand("none", "count", List.of());
    dag.task("after", "count", new Count(1)).xcom(none);

    Plan plan = dag.plan();

    assertThat(plan.dag().nodes().get(0).nothingToMap()).isTrue();
    assertThat(plan.dag().nodes().get(1).upstream()).containsExactly("none");
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  @Test
  void aBranchToAnExpandedTaskFollowsAllOfItsInstances() {
    TaskBuilder pick = dag.task("pick", "pick", new Count(1));
    dag.expand("many", "count", List.of(new Count(1), new Count(2))).after(pick);
    dag.task("other", "count", new Count(1)).after(pick);

    Walk walk = new Walk(dag.build().nodes());

    assertThat(Skips.of(walk.dag(), "pick", "\"many\"")).containsExactly("other");
    assertThat(Skips.of(walk.dag(), "pick", "\"other\"")).containsExactly("many.0", "many.1");
  }

  @Test
  void aPlanSaysWhichTasksAreInstancesAndOthersAreWrittenAsEver() {
    dag.expand("many", "count", List.of(new Count(1)));
    dag.task("one", "count", new Count(1));
    Plan plan = dag.plan();
    String json = new String(PlanJson.write(plan), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
    assertThat(json).containsOnlyOnce("mapIndex").contains("\"mapIndex\":0");
  }

  @Test
  void tooLongAListTakenIdsAndForeignParametersAreRefused() {
    dag.task("many.1", "count", new Count(1));
    refused(
        () -> dag.expand("long", "count", Collections.nCopies(1025, new Count(1))),
        "long: expanded over 1025 elements (expected: at most 1024");
    refused(
        () -> dag.expand("many", "count", List.of(new Count(1), new Count(2))),
        "task_id: many.1 is taken");
    refused(
        () -> dag.expand("odd", "count", List.of(new Count(1), new DagBuilderTest.Other())),
        "odd: parameters Other (expected: Count)");
    dag.expand("few", "count", List.of(new Count(1)));
    refused(() -> dag.task("few", "count", new Count(1)), "task_id: few is taken");
    refused(() -> dag.task("few.0", "count", new Count(1)), "task_id: few.0 is taken");
  }

  @Test
  void nothingReadsWhatIsNotPushed() {
    TaskBuilder silent =
        dag.task("silent", "count", new Count(1)).settings(Map.of("do_xcom_push", false));
    dag.task("reader", "count", new Count(1)).xcom(silent);
    refused(
        dag::build,
        "reader: input xcom:silent: silent has do_xcom_push false (expected: true, or no reader)");
  }

  @Test
  void aKeyIsReadOnlyWhereKeysArePushed() {
    TaskBuilder whole = dag.task("whole", "count", new Count(1));
    TaskBuilder keys =
        dag.task("keys", "count", new Count(1)).settings(s -> s.multipleOutputs(true));
    TaskBuilder reader =
        dag.task("reader", "count", new Count(1))
            .xcom(keys)
            .xcom(keys, "mean")
            .xcom("n", keys, "n");

    assertThat(dag.build().tasks().get(2).inputs())
        .containsExactly(
            new TaskInput("xcom:keys", 0, "keys", "return_value", null),
            new TaskInput("xcom:keys/mean", 0, "keys", "mean", null),
            new TaskInput("xcom:n", 0, "keys", "n", null));
    reader.xcom(whole, "mean");
    refused(
        dag::build, "whole pushes no key mean (expected: return_value, or multiple_outputs true");
  }

  @Test
  void severalTasksAreReadUnderOneNameAndNoneTwice() {
    TaskBuilder a = dag.task("a", "count", new Count(1));
    TaskBuilder b = dag.task("b", "count", new Count(1));
    TaskBuilder reader =
        dag.task("reader", "count", new Count(1)).xcom("parts", b).xcom("parts", a);

    assertThat(dag.build().tasks().get(2).inputs())
        .containsExactly(
            new TaskInput("xcom:parts", 0, "b", "return_value", null),
            new TaskInput("xcom:parts", 1, "a", "return_value", null));
    refused(() -> reader.xcom("parts", a), "reader: xcom:parts of a is there twice");
    refused(() -> reader.xcom("two words", a), "xcom: \"two words\"");
    refused(() -> reader.xcom("x".repeat(101), a), "(expected: at most 100");
    refused(() -> reader.xcom(a, ""), "and a key");
    refused(() -> reader.input("xcom:a", a, "n"), "does not begin with xcom:");
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
