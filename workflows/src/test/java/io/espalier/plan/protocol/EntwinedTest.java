package io.espalier.plan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntwinedTest {
  private static final String ARMS =
      """
      turns: {protocol: {entwined: {steps: 3, iterations: 50, prune: {densities: [0.5, 0.2]}}}}
      after: {after_prune: {finetune: {iterations: 50}}, prune: {schedule: {one_shot: [0.5, 0.2]}}}
      """;
  private static final String PRUNE =
      "prune: {criterion: l2, granularity: filter, scope: layer, densities: [0.5, 0.2]}";

  @Test
  void layersArePrunedOneAfterTheOtherInSmallStepsAndTunedAfterEach() {
    Plan plan = Planned.plan(Planned.file(PRUNE, ARMS));

    assertThat(plan.dag().tasks())
        .filteredOn(task -> task.node().taskId().startsWith("r1.turns.02."))
        .extracting(task -> task.node().taskId().substring(12))
        .containsExactly(
            "score_fc1_1",
            "prune_fc1_1",
            "tune_fc1_1",
            "score_fc1_2",
            "prune_fc1_2",
            "tune_fc1_2",
            "score_fc1_3",
            "prune_fc1_3",
            "tune_fc1_3",
            "score_fc2_1",
            "prune_fc2_1",
            "tune_fc2_1",
            "score_fc2_2",
            "prune_fc2_2",
            "tune_fc2_2",
            "score_fc2_3",
            "prune_fc2_3",
            "train",
            "evaluate");
    assertThat(Planned.task(plan, "r1.turns.02.score_fc2_1").parameters().get("only"))
        .extracting(JsonNode::asText)
        .containsExactly("fc2");
    assertThat(Planned.task(plan, "r1.turns.02.prune_fc2_1").inputs())
        .containsExactly(
            TaskInput.of("scores", "r1.turns.02.score_fc2_1", "scores"),
            TaskInput.of("mask", "r1.turns.02.prune_fc1_3", "mask"));
    assertThat(Planned.task(plan, "r1.turns.02.tune_fc1_1").inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.dense.train", "weights"),
            TaskInput.of("mask", "r1.turns.02.prune_fc1_1", "mask"),
            TaskInput.of("split", "r1.split", "split"));
    assertThat(Planned.task(plan, "r1.turns.02.tune_fc1_2").inputs())
        .contains(TaskInput.of("optimizer", "r1.turns.02.tune_fc1_1", "optimizer"));
  }

  @Test
  void tuningInPiecesIsAsLongAsTuningAfterPruningInOneGo() {
    Plan plan = Planned.plan(Planned.file(PRUNE, ARMS));

    assertThat(Planned.totals(plan, "turns"))
        .containsExactly(100L, 150L, 150L)
        .isEqualTo(Planned.totals(plan, "after"));
    JsonNode last = Planned.task(plan, "r1.turns.01.train").parameters();
    JsonNode whole = Planned.task(plan, "r1.after.01.train").parameters();
    assertThat(last.get("learningRate")).isEqualTo(whole.get("learningRate"));
    assertThat(last.get("until")).isEqualTo(whole.get("until"));
    assertThat(last.get("from").asLong()).isEqualTo(50 * 5 / 6);
  }

  @Test
  void partsOfWhatALayerHasLeftLeaveExactlyWhatTheDensitySays() {
    for (long pieces : new long[] {7, 84, 100, 300}) {
      for (double density : new double[] {0.9, 0.5, 0.15}) {
        for (int steps : new int[] {1, 3, 5, 20}) {
          long left = pieces;
          for (int step = 1; step <= steps; step++) {
            double fraction = EntwinedRound.fraction(pieces, density, steps, step);
            left -=
                BigDecimal.valueOf(fraction)
                    .multiply(BigDecimal.valueOf(left))
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .longValueExact();
          }
          assertThat(left)
              .as("%d pieces to %s in %d steps", pieces, density, steps)
              .isEqualTo(EntwinedRound.kept(pieces, density));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {steps: 60, iterations: 100} | steps: 60, 120 in all layers together | at most 100, an iteration of tuning for each
          {prune: {scope: global}} | prune.scope: global | layer, since every layer is pruned by itself
          {prune: {shrink: true}} | prune.shrink: shrink: true | shrink: false, since masks follow masks
          {prune: {densities: [0.5, 0.001]}} | prune.densities.1: 0.001, 0 of the 300 of fc1 | densities that keep something of every layer
          """)
  void mistakesSayWhereAndWhat(String settings, String got, String expected) {
    String file = Planned.file(PRUNE, "turns: {protocol: {entwined: " + settings + "}}");

    assertThatThrownBy(() -> Planned.experiment(file))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith("small.yaml:7:")
        .hasMessageEndingWith(
            ": arms.turns.protocol.entwined." + got + " (expected: " + expected + ")");
  }
}
