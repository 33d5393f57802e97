package io.espalier.plan;

import io.espalier.catalog.Descriptor;
import io.espalier.experiment.ArmRules;

/**
 * How an arm is planned. An experiment file names it with its settings ({@code arms: {long:
 * {protocol: {extended_dense: ticket}}}}); what must hold between these and the rest of the file is
 * said by {@link io.espalier.experiment.SettingsRules}, implemented beside this.
 */
public interface Protocol extends Descriptor, ArmRules {
  /** The word for what these are. */
  String KIND = "protocol";

  @Override
  default String kind() {
    return KIND;
  }

  /**
   * Adds the tasks of one arm in one replicate, and says by {@link Arm#dense} and {@link
   * Spot#result} which of them are results. Arms that its settings name are planned already.
   */
  void plan(Arm arm);
}
