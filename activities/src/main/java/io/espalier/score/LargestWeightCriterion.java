package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.tensor.Tensor;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.IntUnaryOperator;

/**
 * Criterion {@code linf}: the L∞ norm of a filter, its largest |w| (one of the structured pruners
 * of Paganini and Forde 2020). Filters only: of a single weight it would be {@code magnitude}
 * again.
 */
@AutoService(Descriptor.class)
public final class LargestWeightCriterion implements Criterion {
  @Override
  public String name() {
    return "linf";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Largest absolute value of a filter's or channel's weights (L∞); for single weights use"
               + " magnitude.";
  }

  @Override
  public Set<Granularity> granularities() {
    return EnumSet.of(Granularity.FILTER, Granularity.CHANNEL);
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Scores.weights(context, name);
          Tensor largest = Scores.ofPieces(context, weights);
          IntUnaryOperator piece = context.granularity().pieceOf(weights.shape());
          for (int i = 0; i < weights.data().length; i++) {
            int of = piece.applyAsInt(i);
            largest.data()[of] = Math.max(largest.data()[of], Math.abs(weights.data()[i]));
          }
          return largest;
        });
  }
}
