package io.espalier.experiment;

import java.util.Locale;

/**
 * One training, from a start to the end of the schedule.
 *
 * @param optimizer the optimizer and its constants
 * @param learningRate the schedule
 * @param batch examples an iteration
 * @param iterations length of the schedule
 * @param evaluateEvery iterations between two looks at the validation split, 0 for never
 * @param select which weights a training gives out
 */
public record TrainConfig(
    @Doc("The optimizer: a name, or a name with its constants.") OptimizerConfig optimizer,
    @Doc("The learning rate: a number, or a schedule.") LearningRateConfig learningRate,
    @Doc("Examples an iteration.") @Range(min = 1, max = 1e6) int batch,
    @Doc("Iterations of one training.") @Range(min = 1, max = 1e9) @Iterations long iterations,
    @Doc(
            "Iterations between two looks at the validation split; 0 for none before the end of the"
                + " training.")
        @Range(min = 0, max = 1e9)
        @Iterations
        @Default("0")
        long evaluateEvery,
    @Doc(
            "Which weights a training gives out: those of its last iteration, or the best ones by"
                + " validation accuracy among the evaluated iterations.")
        @Default("final")
        Select select) {

  /** Which weights a training gives out. */
  public enum Select {
    /** Those of the last iteration. */
    FINAL,
    /** The best by validation accuracy among the evaluated iterations. */
    BEST_VALIDATION;

    /** Its spelling in files and plans. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
