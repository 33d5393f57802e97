package io.espalier.plan.treatment;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepTrainedTest {
  private static final String ARMS =
      """
      ticket: {after_prune: {rewind: 0}}
      kept: {after_prune: keep_trained, masks_from: ticket}
      rate: {after_prune: learning_rate_rewind, masks_from: ticket}
      scrambled: {after_prune: keep_trained, masks_from: ticket, mask_control: shuffle_layer}
      twice: {after_prune: keep_trained, masks_from: scrambled}
      own: {after_prune: keep_trained}
      same: {after_prune: learning_rate_rewind}
      early: {after_prune: {rewind: 0}, prune: {at: initialisation, densities: [0.5, 0.1]}}
      late: {after_prune: keep_trained, masks_from: early}
      """;

  private final Plan plan = Planned.plan(Planned.file("prune: {rounds: 3, fraction: 0.2}", ARMS));

  @Test
  void theWeightsAreThoseThatWereScoredForTheMask() {
    assertThat(start("kept", 1)).contains(weights("r1.dense.train"));
    assertThat(start("kept", 3))
        .containsExactly(
            weights("r1.ticket.02.train"), TaskInput.of("mask", "r1.ticket.03.prune", "mask"));
    assertThat(start("rate", 3)).contains(weights("r1.rate.02.train"));
  }

  @Test
  void aControlledMaskWasMadeOfTheSameWeightsAsTheMaskItself() {
    assertThat(start("scrambled", 3))
        .contains(
            weights("r1.ticket.02.train"),
            TaskInput.of("mask", "r1.scrambled.03.control_mask", "mask"));
    assertThat(start("twice", 3)).contains(weights("r1.ticket.02.train"));
  }

  @Test
  void withMasksOfItsOwnItIsTheRewoundLearningRate() {
    for (int round = 1; round <= 3; round++) {
      for (String task : List.of("fine_tune", "train")) {
        Task own = task("own", round, task);
        Task same = task("same", round, task);
        assertThat(own.parameters()).isEqualTo(same.parameters());
        assertThat(own.inputs().toString().replace("r1.own.", "r1.same."))
            .isEqualTo(same.inputs().toString());
      }
    }
  }

  @Test
  void ofAMaskFromTheInitialWeightsTheDenseTrainingIsKept() {
    assertThat(start("late", 2))
        .contains(weights("r1.dense.train"), TaskInput.of("mask", "r1.early.02.prune", "mask"));
  }

  @Test
  void theWholeScheduleFollowsWithAFreshOptimizer() {
    Task train = task("kept", 2, "train");
    assertThat(train.parameters().get("from").asLong()).isZero();
    assertThat(train.parameters().get("until").asLong()).isEqualTo(100);
    assertThat(train.inputs()).extracting(TaskInput::role).doesNotContain("optimizer");
  }

  @Test
  void eachRoundIsOneTrainingAwayFromTheWeightsOfItsMask() {
    assertThat(Planned.totals(plan, "kept")).containsExactly(100L, 200L, 300L, 400L);
    assertThat(Planned.totals(plan, "rate")).containsExactly(100L, 200L, 400L, 600L);
    assertThat(Planned.totals(plan, "late")).containsExactly(100L, 200L, 200L);
  }

  private List<TaskInput> start(String arm, int round) {
    return task(arm, round, "fine_tune").inputs();
  }

  private Task task(String arm, int round, String name) {
    return Planned.task(plan, "r1." + arm + ".0" + round + "." + name);
  }

  private static TaskInput weights(String task) {
    return TaskInput.of("weights", task, "weights");
  }
}
