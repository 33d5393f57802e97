package io.espalier.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Flow;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TriggerRule;
import io.espalier.experiment.ExperimentJson;
import io.espalier.experiment.load.Experiments;
import io.espalier.operator.judge.JudgeParameters;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.plan.Planner;
import io.espalier.step.Parameters;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JudgedPlanTest {
  private static final Catalog CATALOG = Catalog.builtIn();
  private static final String FILE =
      """
      name: small
      data: {name: procedural, validation: 1000}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
      prune: {densities: [0.5, 0.1]}
      arms:
        ticket: {after_prune: {rewind: 0}}
        reinit: {after_prune: reinitialise, masks_from: ticket}
      replicates: 2
      analyses:
        masks: {mask_similarity: {between: [rounds, replicates]}}
        weights: {weight_correlation: {only: {replicates: [2]}}}
      """;
  private static final String CLAIMS =
      """
      claims:
        better:
          states: It is better.
          at: [{density: 0.1}]
          compare:
            - {measure: test_accuracy, a: ticket, b: [dense]}
            - {measure: weight_correlation, analysis: weights, a: {arm: ticket, item: "0.2"}}
      """;

  private static Plan plan(String text) {
    return Planner.plan(
        Experiments.parse("small.yaml", text.getBytes(UTF_8), CATALOG), CATALOG, List.of());
  }

  private static List<Task> tasks(Plan plan) {
    return List.copyOf(plan.dag().tasks());
  }

  @Test
  void claimsAddOneTaskAtTheEndAndChangeNoOther() {
    List<Task> without = tasks(plan(FILE));
    List<Task> with = tasks(plan(FILE + CLAIMS));

    assertThat(with.subList(0, without.size())).isEqualTo(without);
    assertThat(with).hasSize(without.size() + 1);
    Task judge = with.get(without.size());
    assertThat(judge.node().taskId()).isEqualTo("claims.verdict");
    assertThat(judge.node().flow()).isEqualTo(Flow.REVIEW);
    assertThat(judge.node().settings().triggerRule()).isEqualTo(TriggerRule.ALL_DONE);
  }

  @Test
  void itReadsTheArmsAndAnalysesThatClaimsNameAlone() throws Exception {
    Task judge = tasks(plan(FILE + CLAIMS)).get(tasks(plan(FILE)).size());
    JudgeParameters parameters =
        Parameters.MAPPER.treeToValue(judge.parameters(), JudgeParameters.class);

    assertThat(parameters.results())
        .extracting(JudgeParameters.Result::arm)
        .containsExactly(null, "ticket", "ticket", null, "ticket", "ticket");
    assertThat(parameters.analyses())
        .containsExactly(new JudgeParameters.Analysis("weights", List.of(2)));
    assertThat(judge.inputs())
        .extracting(TaskInput::fromTask)
        .noneMatch(task -> task.contains("reinit") || task.startsWith("analyses.masks"))
        .contains("r1.dense.evaluate", "analyses.weights.r2.02");
    assertThat(judge.inputs())
        .filteredOn(TaskInput::readsMeasurements)
        .extracting(TaskInput::role)
        .containsOnly("measured.weights");
  }

  @Test
  void itReadsMasksAndTrainingsOnlyWhereTheyCount() {
    assertThat(roles(CLAIMS)).contains("xcom:mask").doesNotContain("xcom:training");
    assertThat(roles(CLAIMS.replace("{density: 0.1}", "last"))).doesNotContain("xcom:mask");
    assertThat(roles(CLAIMS.replace("test_accuracy", "training_loss"))).contains("xcom:training");
    assertThat(roles(CLAIMS.replace("{density: 0.1}", "last").replace("test_accuracy", "density")))
        .contains("xcom:mask");
  }

  private static Set<String> roles(String claims) {
    return tasks(plan(FILE + claims)).get(tasks(plan(FILE)).size()).inputs().stream()
        .map(TaskInput::role)
        .collect(Collectors.toSet());
  }

  @Test
  void anotherArmThatNoClaimNamesLeavesTheVerdictAsItIs() {
    String more = FILE.replace("  reinit:", "  other: {after_prune: finetune}\n  reinit:");

    assertThat(tasks(plan(more + CLAIMS)).get(tasks(plan(more)).size()))
        .isEqualTo(tasks(plan(FILE + CLAIMS)).get(tasks(plan(FILE)).size()));
  }

  @Test
  void claimsSurviveTheStoredConfiguration() {
    Plan plan = plan(FILE + CLAIMS);
    byte[] stored =
        ExperimentJson.bytes(
            Experiments.parse("small.yaml", (FILE + CLAIMS).getBytes(UTF_8), CATALOG));

    assertThat(plan(new String(stored, UTF_8))).isEqualTo(plan);
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
    assertThat(plan(FILE).experiment().has("claims")).isFalse();
    assertThat(plan(FILE).experiment().has("study")).isFalse();
  }
}
