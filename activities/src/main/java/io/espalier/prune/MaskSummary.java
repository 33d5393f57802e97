package io.espalier.prune;

import io.espalier.mask.Mask;
import io.espalier.operator.PruneResult;
import io.espalier.step.FatalTaskException;

/** What is said of a new mask, and what is refused. */
public final class MaskSummary {
  private MaskSummary() {}

  /**
   * The counts of a mask.
   *
   * @throws FatalTaskException when a layer keeps nothing: training it would teach the biases alone
   *     and look like a result
   */
  public static PruneResult of(Mask mask) {
    if (!mask.collapsed().isEmpty()) {
      throw new FatalTaskException(
          "layer collapse: nothing would be kept of "
              + mask.collapsed()
              + " ("
              + mask.keptCount()
              + " of "
              + mask.prunableCount()
              + " weights kept in all). Prune less in this round or run fewer rounds, give the layer a"
              + " smaller fraction of its own (scope: layer, fractions), or add the layer to ignore");
    }
    return new PruneResult(
        mask.keptCount(), mask.prunableCount(), mask.density(), mask.keptByTensor());
  }
}
