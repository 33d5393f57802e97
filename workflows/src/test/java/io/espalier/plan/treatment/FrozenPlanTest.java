package io.espalier.plan.treatment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.TestCatalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.TestFiles;
import io.espalier.plan.Planner;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pruned weights are in rounds that go back, as their tasks have it. */
class FrozenPlanTest {
  private static final List<String> DATA = List.of("a".repeat(64), "b".repeat(64));
  private static final String ROUNDS = "prune={rounds: 2, fraction: 0.5}";

  @ParameterizedTest
  @CsvSource({"frozen, ''", "by_movement, r1.dense.train"})
  void theTasksOfARoundAreToldToFreeze(String pruned, String trained) {
    List<Task> tasks = tasks(ROUNDS, arm("{to: 0, pruned: " + pruned + "}"));

    assertThat(task(tasks, "r1.a.01.rewind").parameters().path("pruned").asText())
        .isEqualTo(pruned);
    assertThat(task(tasks, "r1.a.01.train").parameters().path("frozen").asBoolean()).isTrue();
    assertThat(role(task(tasks, "r1.a.01.rewind"), "trained")).isEqualTo(trained);
    assertThat(role(task(tasks, "r1.a.02.rewind"), "trained"))
        .isEqualTo(trained.isEmpty() ? "" : "r1.a.01.train");
    assertThat(role(task(tasks, "r1.a.02.train"), "mask")).isEqualTo("r1.a.02.prune");
    assertThat(task(tasks, "r1.dense.train").parameters().has("frozen")).isFalse();
  }

  @Test
  void withoutASettingTheyAreZeroAndTheTasksAsTheyWere() {
    List<Task> tasks = tasks(ROUNDS, arm("0"));

    assertThat(task(tasks, "r1.a.01.rewind").parameters()).isEmpty();
    assertThat(task(tasks, "r1.a.01.train").parameters().has("frozen")).isFalse();
  }

  @Test
  void aTeacherOfFrozenWeightsTeachesWithThemAndNotWithTheZerosOfItsMask() {
    String both =
        "arms={a: {after_prune: {rewind: %s}}, "
            + "b: {after_prune: {rewind: 0}, objective: {distill: {teacher: a}}}}";
    List<Task> frozen = tasks(ROUNDS, both.formatted("{to: 0, pruned: frozen}"));
    List<Task> zero = tasks(ROUNDS, both.formatted("0"));

    assertThat(role(task(frozen, "r1.b.01.train"), "teacher")).isEqualTo("r1.a.01.train");
    assertThat(role(task(frozen, "r1.b.01.train"), "teacher_mask")).isEmpty();
    assertThat(role(task(zero, "r1.b.01.train"), "teacher_mask")).isEqualTo("r1.a.01.prune");
  }

  @Test
  void whatIsTakenOutHasNoValueToFreeze() {
    String shrink =
        "prune={criterion: l2, granularity: filter, rounds: 1, fraction: 0.5, shrink: true}";

    assertThatThrownBy(() -> tasks(shrink, arm("{to: 0, pruned: frozen}")))
        .hasMessageContaining("arms.a.after_prune: frozen weights (expected: prune.shrink: false");
    assertThatThrownBy(
            () ->
                tasks(
                    shrink,
                    "arms={m: {after_prune: {rewind: 0}}, "
                        + "a: {masks_from: m, after_prune: {rewind: {to: 0, pruned: frozen}}}}"))
        .hasMessageContaining("arms.a.after_prune: frozen weights (expected: prune.shrink: false");
  }

  @Test
  void roundsThatAreScoredThroughTheNetworkAreRefusedUnlessTheyAreOneShot() {
    String rounds = "prune={criterion: snip, examples: 60, rounds: 2, fraction: 0.5}";
    String oneShot = "prune={criterion: snip, examples: 60, schedule: {one_shot: [0.5, 0.2]}}";

    assertThatThrownBy(() -> tasks(rounds, arm("{to: 0, pruned: frozen}")))
        .hasMessageContaining(
            "frozen weights in rounds that are scored by snip (expected: a criterion");
    assertThat(tasks(oneShot, arm("{to: 0, pruned: frozen}"))).isNotEmpty();
  }

  private static String arm(String rewind) {
    return "arms={a: {after_prune: {rewind: " + rewind + "}}}";
  }

  private static List<Task> tasks(String... settings) {
    return Planner.plan(TestFiles.quickstart(settings), TestCatalog.get(), DATA).dag().tasks();
  }

  private static String role(Task task, String role) {
    return task.inputs().stream()
        .filter(input -> input.role().equals(role))
        .map(TaskInput::fromTask)
        .map(String::valueOf)
        .findFirst()
        .orElse("");
  }

  private static Task task(List<Task> tasks, String id) {
    return tasks.stream().filter(task -> task.node().taskId().equals(id)).findFirst().orElseThrow();
  }
}
