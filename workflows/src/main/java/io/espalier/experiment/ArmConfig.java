package io.espalier.experiment;

import io.espalier.catalog.ControlDescriptor;
import io.espalier.catalog.ObjectiveDescriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Inherits;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import org.jspecify.annotations.Nullable;

/**
 * One treatment.
 *
 * @param afterPrune what happens to the weights that a round keeps
 * @param masksFrom another arm whose masks this one uses, null where it prunes for itself
 * @param maskControl how those masks are scrambled first, null for not at all
 * @param prune what this arm removes, null where it takes another arm's masks
 * @param objective what its trainings are for
 */
public record ArmConfig(
    @Doc("What happens to the weights that a round keeps: a name, or a name with its settings.")
        AfterPrune afterPrune,
    @Doc("Another arm whose masks this one uses, round by round, in place of masks of its own.")
        @Nullable String masksFrom,
    @Doc("How the masks of the other arm are scrambled first, as a control; needs masks_from.")
        @Known(ControlDescriptor.KIND)
        @Nullable Named maskControl,
    @Doc("What differs from the prune settings of the experiment in this arm.") @Inherits("prune")
        @Nullable PruneConfig prune,
    @Doc(
            "What the rounds of this arm are trained for, where that is not train.objective; it may"
                + " have a teacher.")
        @Known(ObjectiveDescriptor.KIND)
        @Nullable Named objective) {

  /** This arm with what it takes from the rest of the file written out. */
  ArmConfig completed(PruneConfig experimentPrune, TrainConfig train) {
    PruneConfig own = prune == null && masksFrom == null ? experimentPrune : prune;
    Named trained = objective == null ? train.objective() : objective;
    return new ArmConfig(completed(afterPrune, train), masksFrom, maskControl, own, trained);
  }

  private static AfterPrune completed(AfterPrune treatment, TrainConfig train) {
    if (treatment instanceof AfterPrune.Continue further && further.iterations() == null) {
      return new AfterPrune.Continue(train.iterations());
    }
    if (treatment instanceof AfterPrune.Finetune finetune) {
      Long iterations = finetune.iterations();
      LearningRateConfig rate = finetune.learningRate();
      double endRate =
          train.learningRate().parameters(train.iterations()).at(train.iterations() - 1);
      return new AfterPrune.Finetune(
          iterations == null ? Long.valueOf(train.iterations()) : iterations,
          rate == null ? LearningRateConfig.constant(endRate) : rate);
    }
    return treatment;
  }
}
