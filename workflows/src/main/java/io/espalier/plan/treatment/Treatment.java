package io.espalier.plan.treatment;

import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.plan.Training;

/**
 * What becomes of the weights that a mask keeps: from which of them the training of a round begins,
 * and how long and at which rates it goes on. An experiment file names it under {@code after_prune}
 * with its settings; what must hold between these and the rest of the file is said by {@link
 * io.espalier.experiment.SettingsRules}, implemented beside this.
 */
public interface Treatment extends Descriptor {
  /** The word for what these are. */
  String KIND = "treatment";

  @Override
  default String kind() {
    return KIND;
  }

  /** Adds the tasks of one round and draw that follow its mask, the last of them a training. */
  Training plan(Round round);

  /**
   * Independent draws that every round makes, each with tasks and results of its own.
   *
   * @param chosen the treatment with its settings
   */
  default int draws(Named chosen) {
    return 1;
  }

  /**
   * Whether a round begins from weights that no training has made, so that nothing is trained
   * before a mask that is made at initialisation.
   *
   * @param chosen the treatment with its settings
   */
  default boolean startsUntrained(Named chosen) {
    return false;
  }

  /**
   * Whether pruned weights may hold other values than 0 while the others train.
   *
   * @param chosen the treatment with its settings
   */
  default boolean freezes(Named chosen) {
    return false;
  }
}
