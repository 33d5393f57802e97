package io.espalier.analyse.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Planner;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the study of the long tail plans: many trainings, and comparisons of what came of them. */
final class MemorisationPlanTest {
  private static final Catalog CATALOG = Catalog.builtIn();

  private static Plan plan(String analysis, String data, int replicates) {
    String file =
        """
        name: small
        data: {name: procedural-long-tail, %s}
        model: {layers: [flatten, {dense: 100}, relu, {dense: 10}]}
        train: {optimizer: sgd, learning_rate: 0.05, batch: 50, iterations: 100}
        prune: {schedule: {one_shot: [0.5, 0.1]}}
        arms:
          pruned: {after_prune: {finetune: {iterations: 20}}}
          quantised: {protocol: {quantise: {bits: [8, 4], per: layer}}}
        replicates: %d
        analyses: {tail: {memorisation: {%s}}}
        """
            .formatted(data, replicates, analysis);
    return Planner.plan(
        Experiments.parse("small.yaml", file.getBytes(UTF_8), CATALOG), CATALOG, List.of());
  }

  private static Stream<Task> tasks(Plan plan, String operator) {
    return plan.dag().tasks().stream().filter(task -> task.operator().equals(operator));
  }

  @Test
  void trainingsComeInBatchesAndMoreOfThemChangeNone() {
    Plan plan = plan("subsets: 40", "validation: 0", 1);
    Plan more = plan("subsets: 60", "validation: 0", 1);

    assertThat(tasks(plan, "train_subsets"))
        .extracting(task -> task.node().taskId())
        .containsExactly("analyses.tail.subsets.00001", "analyses.tail.subsets.00021");
    assertThat(tasks(more, "train_subsets").toList())
        .containsAll(tasks(plan, "train_subsets").toList());
    assertThat(tasks(more, "estimate_memorisation").findFirst().orElseThrow().inputs())
        .extracting(TaskInput::fromTask)
        .contains("analyses.tail.subsets.00041", "r1.split");
  }

  @Test
  void everyCompressedNetworkIsHeldAgainstItsDenseOneAndDenseOnesAgainstEachOther() {
    assertThat(tasks(plan("subsets: 20", "validation: 0", 2), "compare_predictions"))
        .extracting(task -> task.node().taskId().replace("analyses.tail.mismatch.", ""))
        .containsExactlyInAnyOrder(
            "r1.dense",
            "r1.pruned.01",
            "r1.pruned.02",
            "r1.quantised.01",
            "r1.quantised.02",
            "r2.dense",
            "r2.pruned.01",
            "r2.pruned.02",
            "r2.quantised.01",
            "r2.quantised.02");
  }

  @Test
  void theQuantisedNetworkIsTheDenseOneWithoutFurtherTraining() {
    Plan plan = plan("subsets: 20", "validation: 0", 1);
    List<PlannedResult> results =
        plan.results().stream().filter(result -> result.arm().equals("quantised")).toList();
    assertThat(results).extracting(PlannedResult::iterations).containsExactly(100L, 0L, 0L);
    assertThat(results).extracting(PlannedResult::iterationsTotal).containsOnly(100L);
    Task task = tasks(plan, "quantise").skip(1).findFirst().orElseThrow();
    assertThat(task.parameters().path("bits").asInt()).isEqualTo(4);
    assertThat(task.parameters().path("per").asText()).isEqualTo("layer");
    assertThat(task.inputs()).containsExactly(TaskInput.of("weights", "r1.dense.train", "weights"));
  }

  @Test
  void replicatesThatTrainOnOtherExamplesEachAreRefused() {
    assertThatThrownBy(() -> plan("subsets: 20", "validation: 100", 2))
        .hasMessageContaining("small.yaml:")
        .hasMessageContaining("expected: one replicate, or data.validation: 0");
    assertThat(plan("subsets: 20", "validation: 100", 1).analyses()).hasSize(1);
    assertThatThrownBy(() -> plan("subsets: 30", "validation: 0", 1))
        .hasMessageContaining("a_task: 20 (expected: a divisor of the 30 subsets)");
  }
}
