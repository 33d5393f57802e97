package io.espalier.score;

import io.espalier.catalog.CriterionDescriptor;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/**
 * A pruning criterion: gives every prunable piece a score; the lowest go first. Register an
 * implementation with {@code @AutoService(Descriptor.class)} to add one.
 */
public interface Criterion extends CriterionDescriptor {
  /**
   * Scores by weight tensor name: of the tensor's own shape for single weights, {@code [out]} for
   * filters, {@code [in]} for channels. Only prunable tensors; scores of weights that are pruned
   * already are ignored.
   */
  SortedMap<String, Tensor> score(ScoreContext context);
}
