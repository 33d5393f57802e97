package io.espalier.plan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import io.espalier.plan.PlannedResult;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradualTest {
  private static final String SLOW =
      "slow: {protocol: {gradual: {begin: 20, end: 80, every: 20, prune: {densities: [0.5, 0.1]}}}}";

  @Test
  void theDensityIsZhuAndGuptasCubicFunctionOfTheIteration() {
    Plan plan = Planned.plan(Planned.file("", SLOW));

    // s_t = s_f + (s_i − s_f)(1 − (t − t₀) / (n Δt))³ with s_i = 0, t₀ = 20, n Δt = 60
    for (int t : new int[] {40, 60, 80}) {
      double sparsity = 0.9 - 0.9 * Math.pow(1 - (t - 20) / 60.0, 3);
      assertThat(density(plan, "02", t)).isCloseTo(1 - sparsity, within(1e-15));
    }
    assertThat(density(plan, "01", 80)).isEqualTo(0.5);
    assertThat(density(plan, "02", 80)).as("exactly what the file says").isEqualTo(0.1);
    assertThat(Planned.tasks(plan)).as("density 1").doesNotContainKey("r1.slow.01.prune_at_20");
  }

  @Test
  void theCurveBeginsAtTheInitialDensity() {
    Plan plan =
        Planned.plan(
            Planned.file("", SLOW.replace("begin: 20", "begin: 20, initial_density: 0.8")));

    assertThat(density(plan, "02", 20)).isEqualTo(0.8);
    assertThat(density(plan, "02", 40)).isCloseTo(0.1 + 0.7 * 8 / 27, within(1e-15));
  }

  @Test
  void aTrainingIsAChainThatGoesOnWithWeightsOptimizerAndMask() {
    Plan plan = Planned.plan(Planned.file("", SLOW));

    assertThat(plan.dag().tasks())
        .filteredOn(task -> task.node().taskId().startsWith("r1.slow.01."))
        .extracting(task -> task.node().taskId().substring(11))
        .containsExactly(
            "train_to_40",
            "score_at_40",
            "prune_at_40",
            "train_to_60",
            "score_at_60",
            "prune_at_60",
            "train_to_80",
            "score_at_80",
            "prune_at_80",
            "train",
            "evaluate");
    Task first = Planned.task(plan, "r1.slow.01.train_to_40");
    assertThat(first.inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.initialise", "weights"),
            TaskInput.of("split", "r1.split", "split"));
    Task train = Planned.task(plan, "r1.slow.01.train_to_80");
    assertThat(train.inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.slow.01.train_to_60", "weights"),
            TaskInput.of("mask", "r1.slow.01.prune_at_60", "mask"),
            TaskInput.of("optimizer", "r1.slow.01.train_to_60", "optimizer"),
            TaskInput.of("split", "r1.split", "split"));
    assertThat(train.parameters().get("from").asLong()).isEqualTo(60);
    assertThat(train.parameters().get("until").asLong()).isEqualTo(80);
    assertThat(Planned.task(plan, "r1.slow.01.score_at_60").inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.slow.01.train_to_60", "weights"),
            TaskInput.of("mask", "r1.slow.01.prune_at_40", "mask"));
  }

  @Test
  void onlyTheLastPieceGivesOutTheBestWeights() {
    String file =
        Planned.file("", SLOW)
            .replace(
                "iterations: 100}", "iterations: 100, select: best_validation, evaluate_every: 5}");
    Plan plan = Planned.plan(file);

    assertThat(select(plan, "train_to_80")).isEqualTo("final");
    assertThat(select(plan, "train")).isEqualTo("best_validation");
  }

  @Test
  void everyDensityIsARoundWithATrainingOfItsOwn() {
    Plan plan = Planned.plan(Planned.file("", SLOW));
    List<PlannedResult> results = Planned.results(plan, "slow");

    assertThat(results).extracting(PlannedResult::round).containsExactly(0, 1, 2);
    assertThat(results).extracting(PlannedResult::iterationsTotal).containsOnly(100L);
    assertThat(results.get(2).maskTask()).isEqualTo("r1.slow.02.prune_at_80");
    assertThat(results.get(2).startTask()).isEqualTo("r1.initialise");
    assertThat(results.get(2).pieces())
        .containsExactly(
            "r1.slow.02.train_to_40", "r1.slow.02.train_to_60", "r1.slow.02.train_to_80");
  }

  @Test
  void criteriaThatDrawLookAtOtherExamplesAtEveryMaskAndAtTheSameForEveryDensity() {
    Plan plan =
        Planned.plan(Planned.file("", SLOW.replace("prune: {", "prune: {criterion: snip, ")));

    assertThat(Planned.task(plan, "r1.slow.01.score_at_60").streams())
        .isEqualTo(Planned.task(plan, "r1.slow.02.score_at_60").streams())
        .isNotEqualTo(Planned.task(plan, "r1.slow.01.score_at_40").streams())
        .isNotEmpty();
  }

  @Test
  void otherArmsTakeItsMasksAndLearnFromIt() {
    Plan plan =
        Planned.plan(
            Planned.file(
                "",
                SLOW
                    + "\nagain: {after_prune: {rewind: 0}, masks_from: slow, objective: {distill: slow}}"));

    assertThat(Planned.task(plan, "r1.again.02.train").inputs())
        .contains(
            TaskInput.of("mask", "r1.slow.02.prune_at_80", "mask"),
            TaskInput.of("teacher", "r1.slow.02.train", "weights"),
            TaskInput.of("teacher_mask", "r1.slow.02.prune_at_80", "mask"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {end: 100, every: 10} | 7:36 | end: 100 | less than the 100 of train.iterations, so that the last mask is trained with
          {begin: 50, end: 50, every: 10} | 7:38 | begin: 50 | less than end, 50
          {end: 50, every: 20} | 7:47 | every: 20 | a divisor of the 50 iterations from begin to end
          {end: 50} | 7:30 | every: missing | a whole number from 1 to 1000000000, or epochs such as 3 epochs
          {end: 50, every: 10, prune: {at: initialisation}} | 7:63 | prune.at: initialisation | trained, the weights of that moment
          {end: 50, every: 10, prune: {rounds: 2, fraction: 0.2}} | 7:58 | prune: no densities | densities, the final ones
          {end: 50, every: 10, prune: {schedule: {one_shot: [0.5]}}} | 7:58 | prune: no densities | densities, the final ones
          {end: 50, every: 10, initial_density: 0.4} | 7:68 | initial_density: 0.4 | at least the final densities, of which the first is 0.5
          {end: 50, every: 10, prune: {granularity: filter, criterion: l2, shrink: true}} | 7:103 | prune.shrink: shrink: true | shrink: false, since masks follow masks
          {end: 50, every: 10, prune: {criterion: l2}} | 7:58 | prune.granularity: weight | filter for the criterion l2
          """)
  void mistakesSayWhereAndWhat(String settings, String at, String got, String expected) {
    String file =
        Planned.file(
            "prune: {densities: [0.5, 0.1]}", "slow: {protocol: {gradual: " + settings + "}}");

    assertThatThrownBy(() -> Planned.experiment(file))
        .isInstanceOf(ExperimentException.class)
        .hasMessage(
            "small.yaml:"
                + at
                + ": arms.slow.protocol.gradual."
                + got
                + " (expected: "
                + expected
                + ")");
  }

  @Test
  void noMoreThanAThousandMasksAreMade() {
    String file =
        Planned.file(
                "prune: {densities: [0.5]}", "slow: {protocol: {gradual: {end: 2000, every: 1}}}")
            .replace("iterations: 100", "iterations: 3000");

    assertThatThrownBy(() -> Planned.experiment(file))
        .hasMessageEndingWith("every: 1, 2000 masks (expected: at most 1000 masks)");
  }

  private static String select(Plan plan, String task) {
    return Planned.task(plan, "r1.slow.01." + task).parameters().get("select").asText();
  }

  private static double density(Plan plan, String round, int at) {
    Task prune =
        Objects.requireNonNull(
            Planned.tasks(plan).get("r1.slow." + round + ".prune_at_" + at), round + " at " + at);
    return prune.parameters().get("density").asDouble();
  }
}
