package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;

/**
 * Criterion {@code snip}: connection sensitivity |∂L/∂c| at c = 1, where c multiplies the piece
 * (Lee, Ajanthan and Torr 2019). For a weight that is |g·w|; for a filter, one gate on all its
 * weights together, |Σ g·w|. Not divided by the sum over the network, which changes no order.
 * Biases have no score and are never pruned.
 */
@AutoService(Descriptor.class)
public final class SnipCriterion implements Criterion {
  @Override
  public String name() {
    return "snip";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "How much the loss on a few training examples reacts to scaling a weight or a filter.";
  }

  @Override
  public Set<Granularity> granularities() {
    return EnumSet.allOf(Granularity.class);
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Scores.weights(context, name);
          Tensor gradient = Tensors.get(context.gradients(), name);
          return Scores.perPiece(
              context, weights, i -> (double) gradient.data()[i] * weights.data()[i], Math::abs);
        });
  }
}
