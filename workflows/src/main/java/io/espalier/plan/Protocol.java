package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Named;
import org.jspecify.annotations.Nullable;

/**
 * How an arm is planned. An experiment file names it with its settings ({@code arms: {long:
 * {protocol: {extended_dense: ticket}}}}); what must hold between these and the rest of the file is
 * said by {@link io.espalier.experiment.SettingsRules}, implemented beside this.
 */
public interface Protocol extends Descriptor {
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

  /**
   * What is expected in the place of an arm of this protocol where another arm takes its masks,
   * such as "an arm that makes masks"; null where they can be taken: each of its rounds after the
   * dense one then has a result with a mask, that of draw 1 standing for all draws.
   *
   * @param settings of the arm whose masks are to be taken
   */
  default @Nullable String unfitForMasks(Named settings, Catalog catalog) {
    return "an arm that makes masks";
  }
}
