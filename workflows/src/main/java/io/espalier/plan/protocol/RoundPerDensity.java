package io.espalier.plan.protocol;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.Arm;
import io.espalier.plan.Protocol;
import io.espalier.plan.Spot;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A protocol with prune settings of its own, each of whose densities is that of a round by itself.
 *
 * @param <S> its settings
 */
abstract class RoundPerDensity<S extends Record> implements Protocol, SettingsRules {
  @Override
  public abstract Class<S> settings();

  /** Its prune settings; null where neither the arm nor the experiment has any. */
  abstract @Nullable PruneConfig prune(S settings);

  /** Adds the round that ends at a density. */
  abstract void add(Spot spot, S settings, PruneConfig prune, double density);

  @Override
  public final int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    return densities(chosen.settings(settings())).size();
  }

  @Override
  public final @Nullable String unfitForMasks(Named chosen, Catalog catalog) {
    return null;
  }

  @Override
  public final void plan(Arm arm) {
    S own = arm.settings(settings());
    PruneConfig prune = Objects.requireNonNull(prune(own));
    arm.dense(1, MaskPlan.prunable(arm.replicate().network(), prune));
    List<Double> densities = densities(own);
    for (int round = 1; round <= densities.size(); round++) {
      add(arm.round(round), own, prune, densities.get(round - 1));
    }
  }

  private List<Double> densities(S own) {
    return ChainChecks.densities(Objects.requireNonNull(prune(own)));
  }
}
