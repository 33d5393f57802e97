package io.espalier.plan.protocol.dense;

import io.espalier.catalog.NetworkDescriptor;
import io.espalier.experiment.ArmRules;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.Teachers;
import io.espalier.plan.protocol.dense.NarrowDense.Settings;

/** What must hold between the settings of narrow dense networks and the rest of the file. */
final class NarrowChecks {
  private final ChoicePlace place;
  private final Settings settings;
  private final Experiment experiment;

  NarrowChecks(ChoicePlace place, Settings settings) {
    this.place = place;
    this.settings = settings;
    this.experiment = place.experiment();
  }

  void check() {
    if (experiment.model().startWeights() != null) {
      throw place.fail(
          "narrow_dense with model.start_weights", "weights that are drawn, since it draws others");
    }
    if (Teachers.of(place.objective()).isPresent()) {
      throw place.fail(
          "narrow_dense with an objective that has a teacher",
          "an objective without one, since teachers are networks of the experiment's own widths");
    }
    ChosenRounds.check(
        place,
        settings.rounds(),
        settings.asSmallAs(),
        ArmRules.rounds(settings.asSmallAs(), experiment, place.catalog()));
    NetworkDescriptor network = place.network();
    for (int round : NarrowDense.wanted(settings, experiment, place.catalog())) {
      try {
        NarrowDense.narrow(settings, experiment, place.catalog(), network, round);
      } catch (IllegalArgumentException e) {
        throw place.fail(
            "as_small_as",
            "round %d of %s".formatted(round, e.getMessage()),
            "a number of parameters that a narrower network can have to within 1 %");
      }
    }
  }
}
