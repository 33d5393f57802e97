package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.tensor.Tensor;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;

/**
 * Criterion {@code l2}: the L2 norm √Σw² of a filter or channel; of a single weight it would be
 * {@code magnitude} again. A sum, not a mean, as there.
 */
@AutoService(Descriptor.class)
public final class L2Criterion implements Criterion {
  @Override
  public String name() {
    return "l2";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Euclidean norm (L2) of a filter or channel; for single weights use magnitude.";
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
          float[] data = weights.data();
          return Scores.perPiece(context, weights, i -> (double) data[i] * data[i], Math::sqrt);
        });
  }
}
