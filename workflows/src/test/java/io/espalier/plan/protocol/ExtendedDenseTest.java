package io.espalier.plan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import io.espalier.plan.PlannedResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtendedDenseTest {
  private static final String PRUNE = "prune: {rounds: 4, fraction: 0.2}";
  private static final String LONG = "\nlong: {protocol: {extended_dense: other}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{after_prune: {rewind: 0}}",
        "{after_prune: {rewind: 37}}",
        "{after_prune: {rewind: {to: 99, optimizer: restore}}}",
        "{after_prune: learning_rate_rewind}",
        "{after_prune: {learning_rate_rewind: 60}}",
        "{after_prune: {finetune: {iterations: 7}}}",
        "{after_prune: {finetune: {iterations: 250}}}",
        "{after_prune: {continue: 130}}",
        "{after_prune: {reinitialise: 3}}",
        "{after_prune: {rewind: 0}, prune: {at: initialisation, densities: [0.5, 0.2]}}",
        "{after_prune: {finetune: {iterations: 30}}, prune: {schedule: {one_shot: [0.5, 0.2]}}}",
        "{after_prune: keep_trained}",
        "{protocol: {gradual: {end: 60, every: 20, prune: {densities: [0.5, 0.2]}}}}",
      })
  void everyCycleHasExactlyTheIterationsOfTheOtherArmsRound(String arm) {
    for (String train : List.of("", ", select: best_validation, evaluate_every: 10")) {
      if (!train.isEmpty() && arm.contains("continue")) {
        continue; // refused: it goes on from the last weights
      }
      String file =
          Planned.file(PRUNE, "other: " + arm + LONG)
              .replace("iterations: 100}", "iterations: 100" + train + "}");
      Plan plan = Planned.plan(file);

      assertThat(Planned.totals(plan, "long")).isEqualTo(Planned.totals(plan, "other"));
      assertThat(iterationsOfTasks(plan, "long"))
          .as("what is trained, beside the dense training")
          .isEqualTo(
              train.isEmpty()
                  ? lastTotal(plan) - 100
                  : Math.max(lastTotal(plan) - 100, iterationsOfTasks(plan, "long")));
    }
  }

  @Test
  void aWholeRoundIsTheScheduleAgainFromTheLastWeightsWithAFreshOptimizer() {
    Plan plan = Planned.plan(Planned.file(PRUNE, "other: {after_prune: {rewind: 0}}" + LONG));

    Task train = Planned.task(plan, "r1.long.02.train");
    assertThat(train.inputs())
        .containsExactly(
            TaskInput.of("weights", "r1.long.01.train", "weights"),
            TaskInput.of("split", "r1.split", "split"));
    assertThat(train.parameters()).isEqualTo(Planned.task(plan, "r1.dense.train").parameters());
    assertThat(train.streams()).isEqualTo(Planned.task(plan, "r1.dense.train").streams());
  }

  @Test
  void aPieceOfAScheduleGoesOnWhereThePieceBeforeHasEnded() {
    Plan plan = Planned.plan(Planned.file(PRUNE, "other: {after_prune: {rewind: 40}}" + LONG));

    // Rounds end 60, 120, 180 and 240 iterations after the dense training.
    assertThat(stretch(plan, "01.train")).isEqualTo("0-60");
    assertThat(stretch(plan, "02.train_1")).isEqualTo("60-100");
    assertThat(stretch(plan, "02.train")).isEqualTo("0-20");
    assertThat(stretch(plan, "03.train")).isEqualTo("20-80");
    assertThat(Planned.task(plan, "r1.long.02.train_1").inputs())
        .contains(TaskInput.of("optimizer", "r1.long.01.train", "optimizer"));
    assertThat(Planned.task(plan, "r1.long.02.train").inputs())
        .extracting(TaskInput::role)
        .doesNotContain("optimizer");
    assertThat(Planned.results(plan, "long"))
        .extracting(PlannedResult::iterations)
        .containsExactly(100L, 60L, 60L, 60L, 60L);
  }

  @Test
  void bestWeightsAreNotGoneOnFromInTheMiddleOfASchedule() {
    String file =
        Planned.file(PRUNE, "other: {after_prune: {rewind: 40}}" + LONG)
            .replace(
                "iterations: 100}",
                "iterations: 100, select: best_validation, evaluate_every: 10}");
    Plan plan = Planned.plan(file);

    assertThat(stretch(plan, "01.train")).isEqualTo("0-60");
    assertThat(stretch(plan, "02.train_1")).isEqualTo("0-100");
    assertThat(Planned.task(plan, "r1.long.02.train_1").inputs())
        .contains(TaskInput.of("weights", "r1.dense.train", "weights"));
    assertThat(stretch(plan, "03.train")).isEqualTo("0-80");
    assertThat(Planned.task(plan, "r1.long.03.train").inputs())
        .contains(TaskInput.of("weights", "r1.long.02.train_1", "weights"));
  }

  @Test
  void resultsStandBesideThoseOfTheOtherArmRoundByRoundAndNothingIsPruned() {
    Plan plan = Planned.plan(Planned.file(PRUNE, "other: {after_prune: {reinitialise: 2}}" + LONG));

    assertThat(Planned.results(plan, "long"))
        .extracting(PlannedResult::round)
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(Planned.results(plan, "long"))
        .allSatisfy(
            result -> {
              assertThat(result.maskTask()).isNull();
              assertThat(result.prunable()).isEqualTo(266_200);
            });
    assertThat(plan.dag().tasks())
        .filteredOn(task -> "long".equals(task.place().arm()))
        .extracting(Task::operator)
        .containsOnly("train", "evaluate");
  }

  @Test
  void anArmMayBeWrittenBeforeTheOneThatItNames() {
    Plan plan =
        Planned.plan(
            Planned.file(
                PRUNE,
                "long: {protocol: {extended_dense: other}}\nother: {after_prune: {rewind: 0}}"));

    assertThat(plan.results()).extracting(PlannedResult::arm).startsWith("long").endsWith("other");
    assertThat(Planned.totals(plan, "long")).containsExactly(100L, 200L, 300L, 400L, 500L);
  }

  private static long lastTotal(Plan plan) {
    List<Long> totals = Planned.totals(plan, "other");
    return totals.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  private static long iterationsOfTasks(Plan plan, String arm) {
    return plan.dag().tasks().stream()
        .filter(task -> arm.equals(task.place().arm()) && task.operator().equals("train"))
        .mapToLong(
            task ->
                task.parameters().get("until").asLong() - task.parameters().get("from").asLong())
        .sum();
  }

  private static String stretch(Plan plan, String task) {
    Task train = Planned.task(plan, "r1.long." + task);
    return train.parameters().get("from") + "-" + train.parameters().get("until");
  }
}
