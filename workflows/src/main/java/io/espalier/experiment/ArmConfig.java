package io.espalier.experiment;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inline;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import java.util.Locale;

/**
 * One arm.
 *
 * @param protocol how it is planned, with the settings of that
 */
public record ArmConfig(
    @Doc(
            "How the arm is planned: a protocol with its settings. Where it is left out,"
                + " prune_and_train, whose settings then stand here as keys of the arm.")
        @Known("protocol")
        @Inline("prune_and_train")
        Named protocol) {

  /** How a mask is scrambled. */
  public enum MaskControl {
    /** Kept places are shuffled within each layer. */
    SHUFFLE_LAYER,
    /** Kept places are shuffled over all layers. */
    SHUFFLE_GLOBAL,
    /** Kept and pruned change places. */
    INVERT,
    /** A random mask of the same density. */
    RANDOM;

    /** Its spelling in files and plans. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
