package io.espalier.plan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.TestCatalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.TestFiles;
import io.espalier.plan.Planner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another granularity or criterion for single layers, as its tasks have it. */
class ByLayerTest {
  private static final List<String> DATA = List.of("a".repeat(64), "b".repeat(64));
  private static final String ARMS = "arms={a: {after_prune: {rewind: 0}}}";

  @Test
  void layersOfTheirOwnArePartsOfTheTasksThatScoreAndPrune() {
    List<Task> tasks =
        tasks("{rounds: 1, fraction: 0.5, by_layer: {fc1: {criterion: l2, granularity: filter}}}");

    assertThat(parameters(tasks, "r1.a.01.score").path("parts").toString())
        .isEqualTo(
            "[{'criterion':'l2','granularity':'filter','layers':['fc1']}]".replace('\'', '"'));
    assertThat(parameters(tasks, "r1.a.01.prune").path("granularities").toString())
        .isEqualTo("{'fc1':'filter'}".replace('\'', '"'));
    assertThat(parameters(tasks, "r1.a.01.prune").path("granularity").asText()).isEqualTo("weight");
  }

  @Test
  void layersThatAreNoOtherThanTheRestLeaveNoTrace() {
    String plain = "{rounds: 1, fraction: 0.5}";
    String same = "{rounds: 1, fraction: 0.5, by_layer: {fc1: {criterion: magnitude}}}";

    for (String task : List.of("r1.a.01.score", "r1.a.01.prune")) {
      assertThat(parameters(tasks(same), task)).isEqualTo(parameters(tasks(plain), task));
      assertThat(parameters(tasks(plain), task).has("parts")).isFalse();
      assertThat(parameters(tasks(plain), task).has("granularities")).isFalse();
    }
  }

  @Test
  void anOutputLayerWhoseUnitsMayNotGoIsToldToTheOperatorsAllTheSame() {
    List<Task> tasks =
        tasks(
            "{rounds: 1, fraction: 0.5, by_layer: {dense: {criterion: l2, granularity: filter}}}");

    assertThat(parameters(tasks, "r1.a.01.prune").path("granularities").toString())
        .isEqualTo("{'fc1':'filter','fc2':'filter','fc3':'filter'}".replace('\'', '"'));
  }

  @Test
  void whatOneOfTheCriteriaNeedsIsGivenToTheTask() {
    List<Task> tasks =
        tasks("{rounds: 1, fraction: 0.5, examples: 60, by_layer: {fc1: {criterion: snip}}}");
    Task score = task(tasks, "r1.a.01.score");

    assertThat(score.inputs()).extracting(TaskInput::role).contains("split");
    assertThat(score.streams()).hasSize(1);
    assertThat(score.parameters().path("examples").asInt()).isEqualTo(60);
  }

  @Test
  void piecesThatAProtocolCountsTogetherAreOfOneKind() {
    assertThatThrownBy(
            () ->
                tasks(
                    "{densities: [0.5], by_layer: {fc1: {criterion: l2, granularity: filter}}}",
                    "arms={a: {protocol: {prune_while_training: {every: 10, remove: 99999}}}}"))
        .hasMessageContaining("prune.by_layer: other settings for single layers");
  }

  private static List<Task> tasks(String prune) {
    return tasks(prune, ARMS);
  }

  private static List<Task> tasks(String prune, String arms) {
    return Planner.plan(TestFiles.quickstart("prune=" + prune, arms), TestCatalog.get(), DATA)
        .dag()
        .tasks();
  }

  private static JsonNode parameters(List<Task> tasks, String id) {
    return task(tasks, id).parameters();
  }

  private static Task task(List<Task> tasks, String id) {
    return tasks.stream().filter(task -> task.node().taskId().equals(id)).findFirst().orElseThrow();
  }
}
