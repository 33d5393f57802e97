package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;

/**
 * Criterion {@code lamp}, layer-adaptive magnitude (Lee et al. 2021, equation 4): w² divided by the
 * sum of the squares of this weight and of all weights of its layer that are larger. Only weights
 * that are kept count. Within a layer the order is that of the magnitudes; under scope {@code
 * global} the largest weight of every layer scores 1, so that no layer is emptied while as many
 * weights are kept as there are layers.
 *
 * <p>Among equal magnitudes the one of higher index counts as the larger, as it also goes later.
 */
@AutoService(Descriptor.class)
public final class LampCriterion implements Criterion {
  @Override
  public String name() {
    return "lamp";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Square of a weight relative to those of its layer that are at least as large; for scope"
        + " global.";
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
          double[] scores = scores(weights.data(), context.mask().flags(name));
          return Scores.perWeight(weights, i -> scores[i]);
        });
  }

  private static double[] scores(float[] weights, boolean[] kept) {
    long[] order = new long[weights.length];
    for (int i = 0; i < order.length; i++) {
      // Bits of a float that is not negative are in the order of their values; NaN stays NaN below.
      order[i] = (long) Float.floatToIntBits(Math.abs(weights[i])) << 32 | i;
    }
    Arrays.sort(order);
    double[] scores = new double[weights.length];
    double larger = 0;
    for (int k = order.length - 1; k >= 0; k--) {
      int i = (int) order[k];
      if (kept[i]) {
        double square = (double) weights[i] * weights[i];
        larger += square;
        scores[i] = square == 0 ? 0 : square / larger;
      }
    }
    return scores;
  }
}
