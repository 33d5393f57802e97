package com.example.criteria;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.score.Criterion;
import io.espalier.score.ScoreContext;
import io.espalier.score.Scores;
import io.espalier.tensor.Tensor;
import java.util.Set;
import java.util.SortedMap;

/**
 * Criterion {@code relative-magnitude}: |w| divided by a mean of the weights that its layer still
 * has, by default the root mean square, so that a global ranking does not empty the layers of small
 * weights first.
 */
@AutoService(Descriptor.class)
public final class RelativeMagnitude implements Criterion {
  /**
   * Settings of {@code relative-magnitude}.
   *
   * @param power p of the mean (Σ |w|^p / n)^(1/p)
   */
  public record Settings(
      @Doc(
              "Power of the mean that a weight is divided by: 1 for the mean, 2 for its root mean square.")
          @Range(min = 1, max = 100)
          @Default("2")
          @Shorthand
          double power) {}

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

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
    double power = context.settings(Settings.class).power();
    return Scores.ofEach(
        context,
        name -> {
          Tensor weights = Scores.weights(context, name);
          double scale = mean(weights.data(), context.mask().flags(name), power);
          return Scores.perWeight(weights, i -> Math.abs(weights.data()[i]) / scale);
        });
  }

  private static double mean(float[] weights, boolean[] kept, double power) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < weights.length; i++) {
      if (kept[i]) {
        sum += StrictMath.pow(Math.abs(weights[i]), power);
        count++;
      }
    }
    return StrictMath.pow(sum / count, 1 / power);
  }
}
