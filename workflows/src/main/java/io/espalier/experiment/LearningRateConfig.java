package io.espalier.experiment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.operator.LearningRateParameters;
import java.util.List;

/**
 * A learning rate over the iterations of a schedule.
 *
 * @param base the rate before any milestone
 * @param warmup iterations of linear growth at the start
 * @param milestones iterations at which the rate is multiplied, ascending
 * @param factor what it is multiplied by
 * @param decay pieces that it goes through from the end of the warm-up on
 */
public record LearningRateConfig(
    @Doc("The rate, once warm and before any milestone.")
        @Range(min = 0, above = true, max = 1000)
        @Shorthand
        double base,
    @Doc(
            "Iterations over which the rate grows linearly: iteration i of W, from 0, has (i + 1)/W"
                + " of it; 0 for none.")
        @Range(min = 0, max = 1e9)
        @Iterations
        @Default("0")
        long warmup,
    @Doc("Iterations at which the rate is multiplied by the factor, ascending.")
        @Range(min = 1, max = 1e9)
        @Iterations
        @Default("[]")
        List<Long> milestones,
    @Doc("What the rate is multiplied by at each milestone.")
        @Range(min = 0, above = true, max = 1)
        @Default("0.1")
        double factor,
    @Doc(
            "The way from the end of the warm-up to the end of the training, piece by piece, as"
                + " parts of the base rate; [cosine] goes down to 0. Milestones count as well.")
        @Default("[]")
        List<DecayConfig> decay) {
  public LearningRateConfig {
    milestones = List.copyOf(milestones);
    decay = List.copyOf(decay);
  }

  /** The same rate at every iteration. */
  public static LearningRateConfig constant(double rate) {
    return new LearningRateConfig(rate, 0, List.of(), 0.1, List.of());
  }

  /**
   * The form that the train operator takes.
   *
   * @param iterations length of the schedule, where the last piece of a decay ends
   */
  public LearningRateParameters parameters(long iterations) {
    // Without milestones the factor does nothing, and must not make two equal steps differ.
    return new LearningRateParameters(
        base,
        warmup,
        milestones,
        milestones.isEmpty() ? 1 : factor,
        decay.isEmpty() ? null : DecayConfig.pieces(decay, iterations));
  }
}
