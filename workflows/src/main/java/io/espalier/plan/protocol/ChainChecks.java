package io.espalier.plan.protocol;

import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.load.PruneChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What protocols ask of prune settings whose masks follow each other towards a density. */
final class ChainChecks {
  private ChainChecks() {}

  /** The final densities, in the order of the rounds. */
  static List<Double> densities(PruneConfig prune) {
    return GradualChecks.densities(prune).orElseThrow();
  }

  /**
   * Refuses settings that such a protocol cannot follow.
   *
   * @param given null where the file has none
   * @return the settings
   */
  static PruneConfig check(ChoicePlace place, @Nullable PruneConfig given) {
    if (given == null) {
      throw place.fail("prune", "missing", "what is removed, here or at the top");
    }
    new PruneChecks(place.experiment(), place.catalog(), place.network(), place.failure())
        .check(place.path("prune"), given);
    if (GradualChecks.densities(given).isEmpty()) {
      throw place.fail("prune", "no densities", "densities, the final ones");
    }
    if (given.at() == PruneConfig.At.INITIALISATION) {
      throw place.fail("prune.at", "initialisation", "trained, the weights of that moment");
    }
    if (given.shrink()) {
      throw place.fail("prune.shrink", "shrink: true", "shrink: false, since masks follow masks");
    }
    return given;
  }
}
