package io.espalier.plan.protocol;

import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.ScheduleConfig;
import java.util.List;
import java.util.Optional;

/** What must hold between the settings of gradual pruning and the rest of the file. */
final class GradualChecks {
  private final ChoicePlace place;
  private final Gradual.Settings settings;

  GradualChecks(ChoicePlace place, Gradual.Settings settings) {
    this.place = place;
    this.settings = settings;
  }

  /** The final densities, if that is how the settings say how much goes. */
  static Optional<List<Double>> densities(PruneConfig prune) {
    return prune.effectiveSchedule() instanceof ScheduleConfig.Densities each
        ? Optional.of(each.densities())
        : Optional.empty();
  }

  void check() {
    times();
    List<Double> densities = ChainChecks.densities(ChainChecks.check(place, settings.prune()));
    if (densities.get(0) > settings.initialDensity()) {
      throw place.fail(
          "initial_density",
          String.valueOf(settings.initialDensity()),
          "at least the final densities, of which the first is " + densities.get(0));
    }
  }

  private void times() {
    long iterations = place.experiment().train().iterations();
    if (settings.end() >= iterations) {
      throw place.fail(
          "end",
          String.valueOf(settings.end()),
          "less than the "
              + iterations
              + " of train.iterations, so that the last mask is trained with");
    }
    if (settings.begin() >= settings.end()) {
      throw place.fail(
          "begin", String.valueOf(settings.begin()), "less than end, " + settings.end());
    }
    long length = settings.end() - settings.begin();
    if (length % settings.every() != 0) {
      throw place.fail(
          "every",
          String.valueOf(settings.every()),
          "a divisor of the " + length + " iterations from begin to end");
    }
    if (settings.masks() > Gradual.MOST_MASKS) {
      throw place.fail(
          "every",
          settings.every() + ", " + settings.masks() + " masks",
          "at most " + Gradual.MOST_MASKS + " masks");
    }
  }
}
