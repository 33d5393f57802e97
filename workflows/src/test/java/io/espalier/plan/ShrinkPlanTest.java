package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.TestCatalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.TestFiles;
import io.espalier.experiment.read.ExperimentException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where plans put the smaller network. */
class ShrinkPlanTest {
  private static final List<String> DATA = List.of("a".repeat(64), "b".repeat(64));
  private static final String PRUNE =
      "prune={criterion: l2, granularity: filter, rounds: 2, fraction: 0.5, shrink: true}";
  private static final String ARMS =
      "arms={a: {after_prune: {rewind: 0}}, b: {after_prune: reinitialise, masks_from: a}}";

  @Test
  void everyPrunedRoundRunsWhatItsMaskLeaves() {
    List<Task> tasks = tasks(PRUNE, ARMS);

    for (String group : List.of("r1.a.01.", "r1.b.02.")) {
      assertThat(inputs(tasks, group + "shrink")).hasSize(1);
      for (String task :
          List.of("train", "evaluate", group.contains("a") ? "rewind" : "reinitialise")) {
        assertThat(inputs(tasks, group + task))
            .as(task)
            .contains(TaskInput.of("shrinking", group + "shrink", "shrinking"));
      }
    }
    assertThat(inputs(tasks, "r1.a.02.score"))
        .extracting(TaskInput::role)
        .doesNotContain("shrinking");
    assertThat(inputs(tasks, "r1.dense.evaluate"))
        .extracting(TaskInput::role)
        .doesNotContain("shrinking");
  }

  @Test
  void filtersThatGoTogetherAreRankedTogetherOnlyWhereTheyAreTakenOut() {
    assertThat(parameters(tasks(PRUNE, ARMS), "r1.a.01.prune").path("together").asBoolean())
        .isTrue();
    assertThat(
            parameters(tasks(PRUNE.replace(", shrink: true", ""), ARMS), "r1.a.01.prune")
                .path("together")
                .isNull())
        .isTrue();
  }

  @Test
  void withoutShrinkNothingIsAdded() {
    assertThat(tasks(PRUNE.replace(", shrink: true", ""), ARMS))
        .allSatisfy(task -> assertThat(task.operator()).isNotEqualTo("shrink"));
  }

  @Test
  void singleWeightsCannotBeTakenOut() {
    assertThatThrownBy(() -> tasks("prune.shrink=true"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("prune.shrink")
        .hasMessageContaining("granularity filter");
  }

  private static List<Task> tasks(String... settings) {
    return Planner.plan(TestFiles.quickstart(settings), TestCatalog.get(), DATA).dag().tasks();
  }

  private static List<TaskInput> inputs(List<Task> tasks, String id) {
    return task(tasks, id).inputs();
  }

  private static JsonNode parameters(List<Task> tasks, String id) {
    return task(tasks, id).parameters();
  }

  private static Task task(List<Task> tasks, String id) {
    return tasks.stream().filter(task -> task.node().taskId().equals(id)).findFirst().orElseThrow();
  }
}
