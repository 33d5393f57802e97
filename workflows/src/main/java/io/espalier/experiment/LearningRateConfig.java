package io.espalier.experiment;

import io.espalier.operator.LearningRateParameters;
import java.util.List;

/**
 * A learning rate over the iterations of a schedule.
 *
 * @param base the rate before any milestone
 * @param warmup iterations of linear growth at the start
 * @param milestones iterations at which the rate is multiplied, ascending
 * @param factor what it is multiplied by
 */
public record LearningRateConfig(
    @Doc("The rate, once warm and before any milestone.")
        @Range(min = 0, above = true, max = 1000)
        @Shorthand
        double base,
    @Doc("Iterations over which the rate grows linearly from 0; 0 for none.")
        @Range(min = 0, max = 1e9)
        @Default("0")
        long warmup,
    @Doc("Iterations at which the rate is multiplied by the factor, ascending.")
        @Range(min = 1, max = 1e9)
        @Default("[]")
        List<Long> milestones,
    @Doc("What the rate is multiplied by at each milestone.")
        @Range(min = 0, above = true, max = 1)
        @Default("0.1")
        double factor) {
  public LearningRateConfig {
    milestones = List.copyOf(milestones);
  }

  /** The same rate at every iteration. */
  public static LearningRateConfig constant(double rate) {
    return new LearningRateConfig(rate, 0, List.of(), 0.1);
  }

  /** The form that the train operator takes. */
  public LearningRateParameters parameters() {
    // Without milestones the factor does nothing, and must not make two equal steps differ.
    return new LearningRateParameters(base, warmup, milestones, milestones.isEmpty() ? 1 : factor);
  }
}
