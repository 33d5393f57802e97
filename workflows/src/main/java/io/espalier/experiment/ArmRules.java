package io.espalier.experiment;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.Named;
import java.util.OptionalLong;
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
   * Weights that a round of an arm of this protocol leaves, as far as planning can tell; none where
   * it prunes other pieces than weights, or makes no masks.
   *
   * @param chosen the protocol with its settings, checked
   * @param round from 1
   */
  default OptionalLong weightsLeft(
      Named chosen, Experiment experiment, Catalog catalog, NetworkDescriptor network, int round) {
    return OptionalLong.empty();
  }

  /** Whether the networks of an arm of this protocol are the experiment's own, masked or not. */
  default boolean ownNetwork() {
    return true;
  }

  /**
   * Weights that a round of an arm of the file leaves; see {@link #weightsLeft(Named, Experiment,
   * Catalog, NetworkDescriptor, int)}.
   */
  static OptionalLong weightsLeft(
      String arm, Experiment experiment, Catalog catalog, NetworkDescriptor network, int round) {
    Named protocol = experiment.arm(arm).protocol();
    return of(protocol, catalog).weightsLeft(protocol, experiment, catalog, network, round);
  }

  private static ArmRules of(Named protocol, Catalog catalog) {
    return (ArmRules) catalog.get("protocol", protocol.name());
  }

  /** Whether the networks of an arm of the file are the experiment's own. */
  static boolean ownNetwork(String arm, Experiment experiment, Catalog catalog) {
    return of(experiment.arm(arm).protocol(), catalog).ownNetwork();
  }

  /**
   * Rounds of an arm of the file.
   *
   * @throws IllegalArgumentException if there is no such arm
   */
  static int rounds(String arm, Experiment experiment, Catalog catalog) {
    Named protocol = experiment.arm(arm).protocol();
    return of(protocol, catalog).rounds(protocol, experiment, catalog);
  }
}
