package io.espalier.experiment;

import io.espalier.catalog.ObjectiveDescriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inline;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One arm.
 *
 * @param protocol how it is planned, with the settings of that
 * @param objective what its trainings are for
 */
public record ArmConfig(
    @Doc(
            "How the arm is planned: a protocol with its settings. Where it is left out,"
                + " prune_and_train, whose settings then stand here as keys of the arm.")
        @Known("protocol")
        @Inline("prune_and_train")
        Named protocol,
    @Doc(
            "What the rounds of this arm are trained for, where that is not train.objective; it may"
                + " have a teacher.")
        @Known(ObjectiveDescriptor.KIND)
        @Nullable Named objective) {

  /** This arm with what it takes from the rest of the file written out. */
  ArmConfig completed(TrainConfig train) {
    return objective == null ? new ArmConfig(protocol, train.objective()) : this;
  }

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
