package io.espalier.plan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import io.espalier.plan.PlannedResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PruneWhileTrainingTest {
  // 400 units: 300 + 100.
  private static final String ARM =
      "slow: {protocol: {prune_while_training: {begin: 10, every: 20, remove: 70, prune: {criterion:"
          + " l2, granularity: filter, scope: global, densities: [0.5]}}}}";

  @Test
  void soManyPiecesGoEverySoManyIterationsAndWhatIsMissingLast() {
    Plan plan = Planned.plan(Planned.file("", ARM));

    assertThat(plan.dag().tasks())
        .filteredOn(task -> task.node().taskId().startsWith("r1.slow.01."))
        .extracting(task -> task.node().taskId().substring(11))
        .containsExactly(
            "train_to_30",
            "score_at_30",
            "prune_at_30",
            "train_to_50",
            "score_at_50",
            "prune_at_50",
            "train_to_70",
            "score_at_70",
            "prune_at_70",
            "train",
            "evaluate");
    assertThat(left(plan, 30)).isEqualTo(330);
    assertThat(left(plan, 50)).isEqualTo(260);
    assertThat(left(plan, 70)).isEqualTo(200);
  }

  @Test
  void everyCountOfPiecesComesBackFromItsDensity() {
    for (long pieces : new long[] {7, 252, 266_200}) {
      Cuts cuts = new Cuts(pieces, Math.max(1, pieces / 90), 0.1);
      for (long number = 1; number <= cuts.count(); number++) {
        assertThat(
                BigDecimal.valueOf(cuts.density(number))
                    .multiply(BigDecimal.valueOf(pieces))
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .longValueExact())
            .isEqualTo(cuts.left(number));
      }
      assertThat(cuts.left(cuts.count())).isEqualTo(cuts.kept());
      assertThat(cuts.left(cuts.count() - 1)).isGreaterThan(cuts.kept());
    }
  }

  @Test
  void scoresRememberThoseOfBeforeAndTrainingGoesOnWithWeightsOptimizerAndMask() {
    Plan plan = Planned.plan(Planned.file("", ARM));

    Task first = Planned.task(plan, "r1.slow.01.score_at_30");
    Task second = Planned.task(plan, "r1.slow.01.score_at_50");
    assertThat(first.inputs()).extracting(TaskInput::role).containsExactly("weights");
    assertThat(second.inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.slow.01.train_to_50", "weights"),
            TaskInput.of("mask", "r1.slow.01.prune_at_30", "mask"),
            TaskInput.of("earlier", "r1.slow.01.score_at_30", "scores"));
    assertThat(second.parameters().get("memory").asDouble()).isEqualTo(0.9);
    Plan drawn =
        Planned.plan(
            Planned.file(
                "",
                ARM.replace("l2, granularity: filter", "snip")
                    .replace("remove: 70", "remove: 70000")));
    assertThat(Planned.task(drawn, "r1.slow.01.score_at_50").streams())
        .isNotEqualTo(Planned.task(drawn, "r1.slow.01.score_at_30").streams())
        .isNotEmpty();
    assertThat(Planned.task(plan, "r1.slow.01.train_to_50").inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.slow.01.train_to_30", "weights"),
            TaskInput.of("mask", "r1.slow.01.prune_at_30", "mask"),
            TaskInput.of("optimizer", "r1.slow.01.train_to_30", "optimizer"),
            TaskInput.of("split", "r1.split", "split"));
  }

  @Test
  void ignoredLayersAreNotCounted() {
    Plan plan =
        Planned.plan(
            Planned.file(
                "", ARM.replace("densities:", "ignore: [fc1], densities:").replace("70", "30")));

    // Of fc2's 100 units 30 go, and then 20.
    assertThat(plan.dag().tasks())
        .extracting(task -> task.node().taskId())
        .contains("r1.slow.01.prune_at_30", "r1.slow.01.prune_at_50")
        .doesNotContain("r1.slow.01.prune_at_70");
    assertThat(Planned.task(plan, "r1.slow.01.prune_at_30").parameters().get("density").asDouble())
        .isEqualTo(0.7);
  }

  @Test
  void withoutAMemoryScoresAreThoseOfTheMoment() {
    Plan plan =
        Planned.plan(Planned.file("", ARM.replace("remove: 70,", "remove: 70, memory: 0,")));

    Task second = Planned.task(plan, "r1.slow.01.score_at_50");
    assertThat(second.inputs()).extracting(TaskInput::role).doesNotContain("earlier");
    assertThat(second.parameters().has("memory")).isFalse();
  }

  @Test
  void everyDensityIsARoundOfOneScheduleAndAHigherOneIsTheBeginningOfALowerOne() {
    Plan plan = Planned.plan(Planned.file("", ARM.replace("[0.5]", "[0.65, 0.5]")));
    List<PlannedResult> results = Planned.results(plan, "slow");

    assertThat(results).extracting(PlannedResult::iterationsTotal).containsOnly(100L);
    assertThat(results.get(1).maskTask()).isEqualTo("r1.slow.01.prune_at_50");
    assertThat(results.get(2).maskTask()).isEqualTo("r1.slow.02.prune_at_70");
    assertThat(Planned.task(plan, "r1.slow.01.prune_at_50").parameters())
        .isEqualTo(Planned.task(plan, "r1.slow.02.prune_at_50").parameters());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {every: 50, remove: 10, prune: {scope: global}} | every: 50, the last of 20 masks at iteration 1000 | less than the 100 of train.iterations, so that the last mask is trained with
          {every: 1, remove: 0} | remove: 0 | a whole number from 1 to 1000000000
          {every: 1, remove: 100, prune: {scope: global, rounds: 2, fraction: 0.2}} | prune: no densities | densities, the final ones
          {every: 1, remove: 100, prune: {scope: global, criterion: l2, shrink: true}} | prune.shrink: shrink: true | shrink: false, since masks follow masks
          """)
  void mistakesSayWhereAndWhat(String settings, String got, String expected) {
    String file =
        Planned.file(
            "prune: {granularity: filter, criterion: l2, densities: [0.5]}",
            "slow: {protocol: {prune_while_training: " + settings + "}}");

    assertThatThrownBy(() -> Planned.experiment(file))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith("small.yaml:7:")
        .hasMessageEndingWith(
            ": arms.slow.protocol.prune_while_training." + got + " (expected: " + expected + ")");
  }

  private static long left(Plan plan, int at) {
    double density =
        Planned.task(plan, "r1.slow.01.prune_at_" + at).parameters().get("density").asDouble();
    return BigDecimal.valueOf(density)
        .multiply(BigDecimal.valueOf(400))
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }
}
