package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.tensor.Tensor;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Criterion {@code magnitude}: |w| for single weights (Han et al. 2015), the L1 norm Σ|w| for
 * filters (Li et al. 2017) and channels. The norm is a sum, not a mean: under scope {@code global}
 * filters of more weights score higher.
 */
@AutoService(Descriptor.class)
public final class MagnitudeCriterion implements Criterion {
  @Override
  public String name() {
    return "magnitude";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Absolute value of a weight, or the sum of absolute values (L1 norm) of a filter or"
               + " channel.";
  }

  @Override
  public Set<Granularity> granularities() {
    return EnumSet.allOf(Granularity.class);
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Scores.weights(context, name);
          return Scores.perPiece(
              context, weights, i -> Math.abs(weights.data()[i]), DoubleUnaryOperator.identity());
        });
  }
}
