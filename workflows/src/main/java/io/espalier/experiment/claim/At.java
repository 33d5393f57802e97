package io.espalier.experiment.claim;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;

/** Which round of an arm is looked at; the dense network has round 0 alone. */
public sealed interface At {
  /** The arm's last round. */
  @Doc("The last round of the arm.")
  record Last() implements At {}

  /** The round with the best validation accuracy, the sparser one of equals. */
  @Doc("The round with the best validation accuracy, in each replicate by itself.")
  record Chosen() implements At {}

  /** A round. */
  @Doc("A round.")
  record Round(
      @Doc("The round; 0 is the dense network.") @Range(min = 0, max = 99) @Shorthand int round)
      implements At {}

  /** The round whose density is nearest to one, at most a twentieth of it away. */
  @Doc("The round whose density is nearest to this, at most a twentieth of it away.")
  record Density(
      @Doc("Kept weights as a part of those that may be pruned.")
          @Range(min = 0, above = true, max = 1)
          @Shorthand
          double density)
      implements At {}
}
