package com.example.criteria;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.score.Criterion;
import io.espalier.score.ScoreContext;
import io.espalier.score.Scores;
import io.espalier.tensor.Tensor;
import java.util.Set;
import java.util.SortedMap;

/**
 * Criterion {@code relative-magnitude}: |w| divided by the root mean square of the weights that its
 * layer still has, so that a global ranking does not empty the layers of small weights first.
 */
@AutoService(Descriptor.class)
public final class RelativeMagnitude implements Criterion {
  @Override
  public String name() {
    return "relative-magnitude";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Absolute value of a weight relative to the other weights of its layer.";
  }

  @Override
  public Set<Granularity> granularities() {
    return Set.of(Granularity.WEIGHT);
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Scores.weights(context, name);
          double scale = rootMeanSquare(weights.data(), context.mask().flags(name));
          return Scores.perWeight(weights, i -> Math.abs(weights.data()[i]) / scale);
        });
  }

  private static double rootMeanSquare(float[] weights, boolean[] kept) {
    double squares = 0;
    int count = 0;
    for (int i = 0; i < weights.length; i++) {
      if (kept[i]) {
        squares += (double) weights[i] * weights[i];
        count++;
      }
    }
    return Math.sqrt(squares / count);
  }
}
