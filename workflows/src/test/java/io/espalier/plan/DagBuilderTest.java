package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.catalog.TestCatalog;
import io.espalier.dag.Dag;
import io.espalier.dag.Flow;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TaskSettings;
import io.espalier.dag.TriggerRule;
import io.espalier.dag.walk.Vectors;
import io.espalier.operator.EvaluateParameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Dags that users write in Java. */
class DagBuilderTest {
  record Count(int to) {}

  private record Counter(String name, Flow flow) implements OperatorDescriptor {
    @Override
    public Class<Count> parameters() {
      return Count.class;
    }

    @Override
    public int version() {
      return 3;
    }

    @Override
    public String summary() {
      return "Counts.";
    }
  }

  static final Catalog CATALOG =
      new Catalog(
          List.of(new Counter("count", Flow.WORK), new Counter("pick", Flow.BRANCH)),
          Map.of("operator/pick", "a".repeat(64)));

  private final DagBuilder dag = new DagBuilder("my_dag", CATALOG);

  @Test
  void tasksThatRunANetworkOnTheCardGoToTheQueueGpuUnlessTheyNameOne() {
    DagBuilder cuda = new DagBuilder("my_dag", TestCatalog.forCuda());
    TaskBuilder first = cuda.task("first", "evaluate", new EvaluateParameters("conv-2"));
    TaskBuilder second =
        cuda.task("second", "evaluate", new EvaluateParameters("conv-2"))
            .settings(s -> s.queue("big"));
    cuda.chain(first, second);

    Plan plan = cuda.plan();

    assertThat(plan.executor()).isEqualTo("dl4j-cuda");
    assertThat(plan.dag().tasks())
        .extracting(task -> task.node().settings().taskQueue())
        .containsExactly("gpu", "big");
  }

  @Test
  void aTaskCarriesEverythingThatItWasGiven() {
    DagBuilder group = dag.group("r1").group("ticket");
    TaskBuilder first = dag.task("first", "count", new Count(1));
    TaskBuilder second =
        group
            .task("second", "pick", new Count(2))
            .input("weights", first, "weights")
            .input("weights", first, "others")
            .artifact("data", "b".repeat(64))
            .stream("order", 7, 1, 2)
            .settings(s -> s.retries(2).queue("gpu"))
            .settings(Map.of("owner", "me"));

    Task built = dag.build().tasks().get(1);

    assertThat(second.id()).isEqualTo("r1.ticket.second");
    assertThat(built.node().taskId()).isEqualTo("r1.ticket.second");
    assertThat(built.node().upstream()).containsExactly("first");
    assertThat(built.node().flow()).isEqualTo(Flow.BRANCH);
    assertThat(built.node().settings())
        .isEqualTo(TaskSettings.builder().retries(2).queue("gpu").owner("me").build());
    assertThat(built.operator()).isEqualTo("pick");
    assertThat(built.operatorVersion()).isEqualTo(3);
    assertThat(built.parameters()).hasToString("{\"to\":2}");
    assertThat(built.inputs())
        .containsExactly(
            TaskInput.of("weights", "first", "weights"),
            new TaskInput("weights", 1, "first", "others", null),
            TaskInput.artifact("data", "b".repeat(64)));
    assertThat(built.streams()).containsExactly(new RandomStream("order", 7, List.of(1L, 2L)));
  }

  @Test
  void arrowsAreEdgesAndTheDagIsInTheirOrder() {
    TaskBuilder c = count("c");
    TaskBuilder b = count("b");
    TaskBuilder a = count("a");
    TaskBuilder d = count("d");
    dag.chain(a, b, c);
    a.then(d).then(c);

    assertThat(dag.build().nodes())
        .extracting(node -> node.taskId() + " after " + node.upstream())
        .containsExactly("a after []", "d after [a]", "b after [a]", "c after [b, d]");
  }

  @Test
  void aTeardownBringsItsRuleAndMakesSetups() {
    TaskBuilder up = count("up");
    TaskBuilder work = count("work").after(up);
    count("down").after(work).asTeardown(up);

    Dag built = dag.build();

    assertThat(built.nodes().get(0).settings().setup()).isTrue();
    TaskSettings down = built.nodes().get(2).settings();
    assertThat(down.teardown()).isTrue();
    assertThat(down.triggerRule()).isEqualTo(TriggerRule.ALL_DONE_SETUP_SUCCESS);
    assertThat(built.nodes().get(2).upstream()).containsExactly("up", "work");
  }

  @Test
  void defaultsHoldForWhatIsPlacedAfterThem() {
    count("before");
    dag.defaults(Map.of("retries", 5));
    dag.group("g").task("after", "count", new Count(1));

    assertThat(dag.build().nodes())
        .extracting(node -> node.settings().retries())
        .containsExactly(0, 5);
  }

  @Test
  void aPlanNamesTheJarsOfItsOperators() {
    count("a");
    dag.task("b", "pick", new Count(1));

    Plan plan = dag.plan();

    assertThat(plan.plugins()).containsExactly(Map.entry("operator/pick", "a".repeat(64)));
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  @Test
  void idsAreTakenOnlyOnce() {
    count("a");
    dag.group("g").task("t", "count", new Count(1));
    dag.group("h").task("t", "count", new Count(1));
    count("A");
    count("joined.downstream_join_id");

    refused(() -> count("a"), "task_id: a is taken");
    refused(() -> dag.group("a"), "group_id: a is taken");
    refused(() -> count("g"), "task_id: g is taken");
    refused(() -> dag.group("g"), "group_id: g is taken");
    refused(() -> count("g.t"), "task_id: g.t is taken");
    refused(() -> count("g.downstream_join_id"), "task_id: g.downstream_join_id is taken");
    refused(() -> count("a b"), "task_id: \"a b\"");
    refused(() -> dag.group("g.h"), "group_id: \"g.h\"");
    refused(() -> new DagBuilder("a b", CATALOG), "dag_id: \"a b\"");
    refused(() -> dag.group("g".repeat(200)).task("t".repeat(50), "count", new Count(1)), "250");
  }

  @Test
  void groupsAndTasksMakeTheIdsThatAirflowMakes() {
    JsonNode composed = Vectors.read("ids").get("composed");
    assertThat(composed.size()).isGreaterThan(20);
    for (JsonNode c : composed) {
      boolean noPrefix = c.has("prefix_group_id") || c.get("groups").get(0).isNull();
      if (noPrefix) {
        continue; // here every group prefixes its tasks
      }
      boolean ok = c.get("ok").asBoolean() && !c.get("task").asText().endsWith("\n");
      if (ok) {
        assertThat(compose(c)).as("%s", c).isEqualTo(c.get("task_id").asText());
      } else {
        assertThatThrownBy(() -> compose(c))
            .as("%s", c)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  private static String compose(JsonNode c) {
    DagBuilder at = new DagBuilder("d", CATALOG);
    for (JsonNode group : c.get("groups")) {
      at = at.group(group.asText());
    }
    return at.task(c.get("task").asText(), "count", new Count(1)).id();
  }

  @Test
  void aCycleIsNamed() {
    TaskBuilder a = count("a");
    TaskBuilder b = count("b");
    TaskBuilder c = count("c");
    dag.chain(a, b, c, b);

    refused(dag::build, "cycle: b >> c >> b");
  }

  @Test
  void aTaskBehindItselfIsACycle() {
    TaskBuilder a = count("a");
    a.then(a);

    refused(dag::build, "cycle: a >> a");
  }

  @Test
  void aSetupIsFollowedByAllSuccessOnly() {
    TaskBuilder up = count("up").asSetup();
    for (TriggerRule rule : TriggerRule.values()) {
      DagBuilder one = new DagBuilder("d", CATALOG);
      TaskBuilder setup = one.task("s", "count", new Count(1)).asSetup();
      one.task("t", "count", new Count(1)).after(setup).settings(s -> s.triggerRule(rule));
      if (rule == TriggerRule.ALL_SUCCESS) {
        assertThat(one.build().tasks()).hasSize(2);
      } else {
        refused(one::build, "trigger_rule " + rule.id() + " after the setup s");
      }
    }
    refused(() -> up.asTeardown(), "setup or a teardown");
  }

  @Test
  void anUnknownOperatorAndForeignParametersAreRefused() {
    refused(() -> dag.task("a", "cuont", new Count(1)), "cuont (expected one of");
    refused(() -> dag.task("a", "count", new Other()), "a: parameters Other (expected: Count)");
  }

  @Test
  void unsupportedSettingsAreRefusedWithWhatToDoInstead() {
    refused(() -> dag.defaults(Map.of("pool", "big")), "queue of its own");
    refused(() -> count("a").settings(Map.of("depends_on_past", true)), "reused from the store");
    refused(() -> count("b").settings(Map.of("deferrable", true)), "let the operator wait");
    refused(() -> count("c").settings(Map.of("priority_weight", 9)), "order of the Dag");
  }

  record Other() {}

  private TaskBuilder count(String id) {
    return dag.task(id, "count", new Count(1));
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
