package io.espalier.plan.protocol;

import io.espalier.experiment.PruneConfig;
import io.espalier.operator.LearningRateParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plans the rounds of {@link Entwined}, each from the dense network. */
final class EntwinedRound {
  private final Arm arm;
  private final Replicate replicate;
  private final Entwined.Settings settings;
  private final PruneConfig prune;
  private final MaskPlan masks;
  private final Map<String, Long> layers;
  private final long iterations;
  private final LearningRateParameters rate;

  EntwinedRound(Arm arm, Entwined.Settings settings, PruneConfig prune) {
    this.arm = arm;
    this.replicate = arm.replicate();
    this.settings = settings;
    this.prune = prune;
    this.masks = new MaskPlan(replicate, prune);
    this.layers = MaskPlan.layers(replicate.network(), prune);
    this.iterations = Objects.requireNonNull(settings.iterations());
    this.rate = Objects.requireNonNull(settings.learningRate()).parameters(iterations);
  }

  /** Adds the round that ends with a density in every layer. */
  void add(Spot spot, double density) {
    TaskBuilder weights = replicate.dense();
    TaskBuilder mask = null;
    List<String> pieces = new ArrayList<>();
    long all = (long) layers.size() * settings.steps();
    long number = 0;
    long position = 0;
    for (Map.Entry<String, Long> layer : layers.entrySet()) {
      for (int step = 1; step <= settings.steps(); step++) {
        number++;
        String suffix = "_" + layer.getKey().replace('.', '_') + "_" + step;
        double fraction = fraction(layer.getValue(), density, settings.steps(), step);
        MaskPlan.Special special = MaskPlan.Special.of(layer.getKey(), fraction);
        MaskPlan.Cut cut = new MaskPlan.Cut(suffix, number, null, special);
        mask = masks.add(spot, cut, weights, mask);
        long until = iterations * number / all;
        String name = number == all ? "train" : "tune" + suffix;
        weights =
            spot.train(
                    name,
                    arm.training(rate, position, until),
                    weights,
                    inputs(mask, weights, position))
                .task();
        position = until;
        if (number < all) {
          pieces.add(weights.id());
        }
      }
    }
    Training whole = new Training(replicate.dense(), weights, iterations);
    TaskBuilder evaluation = spot.evaluate("evaluate", weights, List.of());
    spot.result(whole, pieces, mask, evaluation, MaskPlan.prunable(replicate.network(), prune));
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
   * Part of what a layer has left that goes in a step, so that equally many pieces go in each, to
   * within one, and exactly as many are left in the end as the density says.
   *
   * @param pieces of the layer
   * @param step from 1
   */
  static double fraction(long pieces, double density, int steps, int step) {
    long gone = pieces - kept(pieces, density);
    long before = gone * (step - 1) / steps;
    long after = gone * step / steps;
    // The double next to the ratio rounds to that many pieces again.
    return (double) (after - before) / (pieces - before);
  }

  /** Pieces that a density keeps, halves to even. */
  static long kept(long pieces, double density) {
    return BigDecimal.valueOf(density)
        .multiply(BigDecimal.valueOf(pieces))
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }
}
