package io.espalier.plan.protocol;

import io.espalier.experiment.PruneConfig;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  GradualTraining(Arm arm, Gradual.Settings settings) {
    this.arm = arm;
    this.replicate = arm.replicate();
    this.settings = settings;
    this.prune = Objects.requireNonNull(settings.prune());
    this.masks = new MaskPlan(replicate, prune);
  }

  /** Weights that could be removed. */
  long prunable() {
    return MaskPlan.prunable(replicate.network(), prune);
  }

  /** Adds the training that ends at a density. */
  void add(Spot spot, double last) {
    long length = replicate.iterations();
    TaskBuilder weights = replicate.denseAt(0);
    TaskBuilder mask = null;
    List<String> pieces = new ArrayList<>();
    long position = 0;
    for (long number = 0; number <= settings.masks(); number++) {
      double density = density(settings, last, number);
      if (number == 0 && density == 1) {
        continue; // it would keep everything
      }
      long at = settings.begin() + number * settings.every();
      if (at > position) {
        List<Input> inputs = inputs(mask, weights, position);
        weights = spot.train("train_to_" + at, arm.stretch(position, at), weights, inputs).task();
        pieces.add(weights.id());
        position = at;
      }
      // The number of a mask takes the place of a round: trainings to other densities draw alike.
      MaskPlan.Cut cut = new MaskPlan.Cut("_at_" + at, number, density);
      mask = masks.add(spot, cut, weights, mask);
    }
    Training end =
        spot.train(
            "train", arm.schedule(position, length), weights, inputs(mask, weights, position));
    Training whole = new Training(replicate.denseAt(0), end.task(), length);
    TaskBuilder evaluation = spot.evaluate("evaluate", end.task(), List.of());
    spot.result(whole, pieces, mask, evaluation, prunable());
  }

  private static List<Input> inputs(@Nullable TaskBuilder mask, TaskBuilder before, long position) {
    List<Input> inputs = new ArrayList<>();
    if (mask != null) {
      inputs.add(Input.mask(mask));
    }
    if (position > 0) {
      inputs.add(Input.optimizer(before));
    }
    return inputs;
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
