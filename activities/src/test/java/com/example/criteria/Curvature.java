package com.example.criteria;

import io.espalier.catalog.Granularity;
import io.espalier.score.Criterion;
import io.espalier.score.ScoreContext;
import io.espalier.score.Scores;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Criterion {@code curvature}: θ ⊙ Hθ over the prunable weights, whose sum is θᵀHθ. */
public final class Curvature implements Criterion {
  @Override
  public String name() {
    return "curvature";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Share of a weight in the loss's curvature along the weights.";
  }

  @Override
  public Set<Granularity> granularities() {
    return Set.of(Granularity.WEIGHT);
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    SortedMap<String, Tensor> direction = new TreeMap<>(context.parameters());
    direction.keySet().retainAll(context.mask().names());
    SortedMap<String, Tensor> product = context.hessianProduct(direction);
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Scores.weights(context, name);
          Tensor along = Tensors.get(product, name);
          return Scores.perWeight(weights, i -> (double) weights.data()[i] * along.data()[i]);
        });
  }
}
