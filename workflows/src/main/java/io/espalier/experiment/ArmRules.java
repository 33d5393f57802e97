package io.espalier.experiment;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Named;
import org.jspecify.annotations.Nullable;

/** What a protocol says of an arm before it is planned. */
public interface ArmRules {
  /**
   * Rounds that the arm will have, the dense one not counted.
   *
   * @param chosen the protocol with its settings, checked
   */
  int rounds(Named chosen, Experiment experiment, Catalog catalog);

  /**
   * What is expected in the place of an arm of this protocol where another arm takes its masks,
   * such as "an arm that makes masks"; null where they can be taken: each of its rounds after the
   * dense one then has a result with a mask, that of draw 1 standing for all draws.
   *
   * @param chosen the protocol with its settings
   */
  default @Nullable String unfitForMasks(Named chosen, Catalog catalog) {
    return "an arm that makes masks";
  }

  /**
   * Rounds of an arm of the file.
   *
   * @throws IllegalArgumentException if there is no such arm
   */
  static int rounds(String arm, Experiment experiment, Catalog catalog) {
    Named protocol = experiment.arm(arm).protocol();
    return ((ArmRules) catalog.get("protocol", protocol.name()))
        .rounds(protocol, experiment, catalog);
  }
}
