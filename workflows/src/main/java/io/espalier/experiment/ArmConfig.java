package io.espalier.experiment;

import io.espalier.catalog.ObjectiveDescriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inline;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
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
}
