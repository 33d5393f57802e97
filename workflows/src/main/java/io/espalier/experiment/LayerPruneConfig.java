package io.espalier.experiment;

import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import org.jspecify.annotations.Nullable;

/**
 * What is otherwise about the pruning of single layers.
 *
 * @param criterion null for that of the other layers
 * @param granularity null for that of the other layers
 */
public record LayerPruneConfig(
    @Doc("The criterion that scores these layers; where left out, that of the others.")
        @Known(CriterionDescriptor.KIND)
        @Nullable Named criterion,
    @Doc("What these layers lose as one piece; where left out, what the others lose.")
        @Nullable Granularity granularity) {
  /** The criterion of these layers. */
  public Named criterion(PruneConfig others) {
    return criterion == null ? others.criterion() : criterion;
  }

  /** The granularity of these layers. */
  public Granularity granularity(PruneConfig others) {
    return granularity == null ? others.granularity() : granularity;
  }
}
