package io.espalier.plan.protocol;

import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.ArmConfig;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.load.PruneChecks;
import io.espalier.plan.Protocol;
import io.espalier.plan.protocol.PruneAndTrain.Settings;
import io.espalier.plan.treatment.Treatment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold between the keys of an arm that prunes and trains, and with other arms. */
final class PrunedArmChecks {
  private final ChoicePlace place;
  private final Settings arm;

  PrunedArmChecks(ChoicePlace place, Settings arm) {
    this.place = place;
    this.arm = arm;
  }

  void check() {
    if (arm.masksFrom() == null && arm.maskControl() != null) {
      throw place.fail("mask_control", arm.maskControl().name(), "masks_from as well");
    }
    if (arm.masksFrom() == null) {
      ownMasks();
    } else if (arm.prune() != null) {
      throw place.fail("prune", "prune settings", "only one of prune and masks_from");
    } else {
      takenMasks(arm.masksFrom());
    }
    if (place.catalog().get(Treatment.class, arm.afterPrune().name()).freezes(arm.afterPrune())) {
      frozen();
    }
  }

  /** What has a value cannot be taken out, and scores know pruned weights as 0 alone. */
  private void frozen() {
    Settings maker = arm;
    while (maker.masksFrom() != null
        && protocol(maker.masksFrom()).settings() instanceof Settings next) {
      maker = next;
    }
    PruneConfig prune = maker.prune();
    if (prune == null) {
      return;
    }
    if (prune.shrink()) {
      throw place.fail(
          "after_prune", "frozen weights", "prune.shrink: false, since what is taken out has none");
    }
    if (arm.masksFrom() != null || prune.effectiveSchedule().fromDense()) {
      return;
    }
    for (LayerPart part : LayerPart.of(place.network(), prune, List.of())) {
      CriterionDescriptor criterion =
          place.catalog().get(CriterionDescriptor.class, part.criterion().name());
      if (criterion.needsData() || criterion.needsNetwork()) {
        throw place.fail(
            "after_prune",
            "frozen weights in rounds that are scored by " + criterion.name(),
            "a criterion of the weights alone, for which they count as 0, or one-shot rounds");
      }
    }
  }

  private void ownMasks() {
    PruneConfig prune = arm.prune();
    if (prune == null) {
      throw place.fail(
          "prune", "missing", "what each round removes, here or at the top, or masks_from");
    }
    new PruneChecks(place.experiment(), place.catalog(), place.network(), place.failure())
        .check(place.path("prune"), prune);
    Treatment treatment = place.catalog().get(Treatment.class, arm.afterPrune().name());
    if (prune.at() == PruneConfig.At.INITIALISATION
        && !treatment.startsUntrained(arm.afterPrune())) {
      throw place.fail(
          "after_prune",
          "weights from a training, pruned at initialisation",
          "rewind: 0 or reinitialise, since nothing is trained before the mask");
    }
  }

  private void takenMasks(String from) {
    List<String> chain = new ArrayList<>(List.of(place.arm().orElse("")));
    for (String next = from; next != null; next = masksFrom(next)) {
      boolean seen = chain.contains(next);
      chain.add(next);
      if (seen) {
        throw place.fail(
            "masks_from", String.join(" from ", chain), "an arm that has masks of its own");
      }
    }
    Named source = protocol(from);
    String unfit =
        place.catalog().get(Protocol.class, source.name()).unfitForMasks(source, place.catalog());
    if (unfit != null) {
      throw place.fail("masks_from", from, unfit);
    }
  }

  private @Nullable String masksFrom(String name) {
    return protocol(name).settings() instanceof Settings other ? other.masksFrom() : null;
  }

  private Named protocol(String name) {
    ArmConfig other = place.experiment().arm(name);
    return other.protocol();
  }
}
