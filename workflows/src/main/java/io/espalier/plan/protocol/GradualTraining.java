package io.espalier.plan.protocol;

import io.espalier.experiment.PruneConfig;
import io.espalier.plan.Arm;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * One training that is pruned on its way, as a chain of short ones: each goes on from the weights
 * and the optimizer of the one before, under the mask that was made in between.
 */
final class GradualTraining {
  private final Arm arm;
  private final Replicate replicate;
  private final Gradual.Settings settings;
  private final PruneConfig prune;
  private final MaskPlan masks;

  GradualTraining(Arm arm, Gradual.Settings settings, PruneConfig prune) {
    this.arm = arm;
    this.replicate = arm.replicate();
    this.settings = settings;
    this.prune = prune;
    this.masks = new MaskPlan(replicate, prune);
  }

  /** Adds the training that ends at a density. */
  void add(Spot spot, double last) {
    TrainingChain chain = new TrainingChain(arm, spot);
    TaskBuilder mask = null;
    for (long number = 0; number <= settings.masks(); number++) {
      double density = density(settings, last, number);
      if (number == 0 && density == 1) {
        continue; // it would keep everything
      }
      long at = settings.begin() + number * settings.every();
      TaskBuilder weights = chain.trainTo(at, mask);
      // The number of a mask takes the place of a round: trainings to other densities draw alike.
      MaskPlan.Cut cut = new MaskPlan.Cut("_at_" + at, number, density);
      mask = masks.add(spot, cut, weights, mask);
    }
    chain.end(mask, MaskPlan.prunable(replicate.network(), prune));
  }

  /**
   * The density after a number of masks, d_f + (d_i − d_f)((n − k) / n)³ in decimal arithmetic of
   * 34 digits and then the double next to it; exactly the initial one at 0 and the final one at n.
   *
   * @param last d_f
   * @param number k
   */
  static double density(Gradual.Settings settings, double last, long number) {
    BigDecimal end = BigDecimal.valueOf(last);
    BigDecimal all = BigDecimal.valueOf(settings.masks());
    BigDecimal left = all.subtract(BigDecimal.valueOf(number));
    return BigDecimal.valueOf(settings.initialDensity())
        .subtract(end)
        .multiply(left.pow(3))
        .divide(all.pow(3), MathContext.DECIMAL128)
        .add(end)
        .doubleValue();
  }
}
