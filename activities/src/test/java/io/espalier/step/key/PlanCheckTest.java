package io.espalier.step.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.dag.Dag;
import io.espalier.dag.Flow;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.step.worker.TestOperators;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanCheckTest {
  private static final Catalog CATALOG =
      new Catalog(
          List.of(new Card(), new NetworkTask("fit", true), new NetworkTask("count", false)),
          Map.of());

  @Test
  void anExecutorThatDoesNotRunHereIsToldWithTheNextStepWhereATaskNeedsIt() {
    assertThat(problems("fit", "count")).containsExactly("executor card: not here: plug it in");
    assertThat(problems("count")).isEmpty();
  }

  private static List<String> problems(String... operators) {
    List<Task> tasks = List.of(operators).stream().map(PlanCheckTest::task).toList();
    Plan plan =
        new Plan(
            PlanJson.VERSION,
            NullNode.getInstance(),
            "card",
            new Dag("dag", tasks),
            List.of(),
            Map.of());
    return PlanCheck.problems(CATALOG, plan, tasks);
  }

  private static Task task(String operator) {
    return new Task(
        new TaskNode("do_" + operator, List.of(), TaskSettings.DEFAULTS, Flow.WORK),
        operator,
        1,
        JsonNodeFactory.instance.objectNode(),
        List.of(),
        List.of(),
        Place.NONE);
  }

  private record NetworkTask(String name, boolean runsNetwork) implements OperatorDescriptor {
    @Override
    public Class<TestOperators.None> parameters() {
      return TestOperators.None.class;
    }

    @Override
    public boolean runsNetwork(Record parameters, Catalog catalog) {
      return runsNetwork;
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Of a test.";
    }
  }

  private record Card() implements ExecutorDescriptor {
    @Override
    public String name() {
      return "card";
    }

    @Override
    public Optional<Lack> lackingBuild() {
      return Optional.of(new Lack("not here", "plug it in"));
    }

    @Override
    public Optional<UnfitLayer> unfit(NetworkDescriptor network) {
      return Optional.empty();
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Of a test.";
    }
  }
}
