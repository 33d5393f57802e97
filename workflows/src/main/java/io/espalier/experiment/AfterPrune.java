package io.espalier.experiment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import org.jspecify.annotations.Nullable;

/** What happens to the weights that a round keeps, and how they are trained on. */
public sealed interface AfterPrune {
  /** Number of independent draws that every round makes. */
  default int draws() {
    return 1;
  }

  /**
   * Back to the weights of an earlier iteration of the dense training, then the rest of the
   * schedule.
   *
   * @param to iteration of the dense training, 0 for the initial weights
   * @param optimizer whether the optimizer starts afresh or with its state of that iteration
   */
  @Doc("Back to the weights of an iteration of the dense training, then the rest of the schedule.")
  record Rewind(
      @Doc("Iteration of the dense training; 0 for the initial weights.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Shorthand
          long to,
      @Doc("Whether the optimizer starts afresh or with its state of that iteration.")
          @Default("fresh")
          OptimizerState optimizer)
      implements AfterPrune {}

  /**
   * Keeps the trained weights and goes through the schedule again.
   *
   * @param to iteration of the schedule to begin from
   */
  @Doc("Keeps the trained weights and goes through the schedule again.")
  record LearningRateRewind(
      @Doc("Iteration of the schedule to begin from.")
          @Range(min = 0, max = 1e9)
          @Iterations
          @Default("0")
          @Shorthand
          long to)
      implements AfterPrune {}

  /**
   * Keeps the trained weights and trains them for a while.
   *
   * @param iterations length of the training
   * @param learningRate its schedule
   */
  @Doc("Keeps the trained weights and trains them on, with a schedule of its own.")
  record Finetune(
      @Doc("Iterations of the training; where left out, train.iterations.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Nullable Long iterations,
      @Doc("Its learning rate; where left out, the rate at the end of train.learning_rate.")
          @Nullable LearningRateConfig learningRate)
      implements AfterPrune {}

  /**
   * Fresh weights where the mask keeps them, then the whole schedule.
   *
   * @param draws independent draws in every round
   */
  @Doc("Fresh weights where the mask keeps them, then the whole schedule.")
  record Reinitialise(
      @Doc("Independent draws in every round.") @Range(min = 1, max = 99) @Default("1") @Shorthand
          int draws)
      implements AfterPrune {}

  /**
   * Trains on as if nothing had happened but the pruning: optimizer state kept, learning rate as at
   * the schedule's end.
   *
   * @param iterations further iterations in every round
   */
  @Doc("Trains on: optimizer state kept, learning rate as at the end of the schedule.")
  record Continue(
      @Doc("Further iterations in every round; where left out, train.iterations.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Shorthand
          @Nullable Long iterations)
      implements AfterPrune {}

  /** What the optimizer remembers when a rewound training begins. */
  enum OptimizerState {
    /** Nothing. */
    FRESH,
    /** What it had at that iteration of the dense training. */
    RESTORE
  }
}
