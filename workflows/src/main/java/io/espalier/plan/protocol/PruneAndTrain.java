package io.espalier.plan.protocol;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.ControlDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.ArmName;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inherits;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.ArmRules;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.Arm;
import io.espalier.plan.Protocol;
import io.espalier.plan.treatment.Treatment;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code prune_and_train}: round by round, scores of trained weights give a mask, a
 * treatment says what becomes of the weights that it keeps, and these are trained. Arms that name
 * no protocol have this one.
 */
@AutoService(Descriptor.class)
public final class PruneAndTrain implements Protocol, SettingsRules {
  /**
   * Its settings, which are keys of the arm.
   *
   * @param afterPrune what happens to the weights that a round keeps
   * @param masksFrom another arm whose masks this one uses, null where it prunes for itself
   * @param maskControl how those masks are scrambled first, null for not at all
   * @param prune what this arm removes, null where it takes another arm's masks
   */
  public record Settings(
      @Doc("What happens to the weights that a round keeps: a name, or a name with its settings.")
          @Known(Treatment.KIND)
          Named afterPrune,
      @Doc("Another arm whose masks this one uses, round by round, in place of masks of its own.")
          @ArmName
          @Nullable String masksFrom,
      @Doc("How the masks of the other arm are scrambled first, as a control; needs masks_from.")
          @Known(ControlDescriptor.KIND)
          @Nullable Named maskControl,
      @Doc("What differs from the prune settings of the experiment in this arm.") @Inherits("prune")
          @Nullable PruneConfig prune) {}

  @Override
  public String name() {
    return "prune_and_train";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Scores, prunes, treats the weights that are kept and trains them, round by round.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    Settings own = (Settings) settings;
    return own.prune() != null || own.masksFrom() != null
        ? own
        : new Settings(own.afterPrune(), null, own.maskControl(), place.experiment().prune());
  }

  @Override
  public void check(ChoicePlace place) {
    new PrunedArmChecks(place, place.settings(Settings.class)).check();
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    Settings own = chosen.settings(Settings.class);
    return own.masksFrom() == null
        ? Objects.requireNonNull(own.prune()).effectiveSchedule().rounds()
        : ArmRules.rounds(own.masksFrom(), experiment, catalog);
  }

  @Override
  public @Nullable String unfitForMasks(Named chosen, Catalog catalog) {
    Settings own = chosen.settings(Settings.class);
    boolean eachItsOwn = own.masksFrom() == null || own.maskControl() != null;
    Treatment treatment = catalog.get(Treatment.class, own.afterPrune().name());
    return eachItsOwn && treatment.draws(own.afterPrune()) > 1
        ? "an arm with one draw, since each draw has masks of its own"
        : null;
  }

  @Override
  public OptionalLong weightsLeft(
      Named chosen, Experiment experiment, Catalog catalog, NetworkDescriptor network, int round) {
    Settings own = chosen.settings(Settings.class);
    return own.masksFrom() == null
        ? WeightsLeft.of(network, Objects.requireNonNull(own.prune()), round)
        : ArmRules.weightsLeft(own.masksFrom(), experiment, catalog, network, round);
  }

  @Override
  public void plan(Arm arm) {
    new PrunedArm(arm, arm.settings(Settings.class)).plan();
  }
}
