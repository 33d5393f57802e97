package io.espalier.score.path;

import io.espalier.score.path.SingeCriterion.Settings;
import io.espalier.score.path.SingeCriterion.Variant;

/**
 * The score of one unit from gradients along the path t W from its parameters W to 0, in doubles;
 * see {@link SingeCriterion} for the formulas.
 */
final class GradientPath {
  private GradientPath() {}

  /** Where gradients are taken: μˢ for s &lt; S, or the middles of S equal parts of [0, 1]. */
  static double[] positions(Settings settings) {
    double[] positions = new double[settings.steps()];
    double position = 1;
    for (int s = 0; s < positions.length; s++) {
      positions[s] = settings.variant() == Variant.SIGNED ? (s + 0.5) / positions.length : position;
      position *= settings.mu();
    }
    return positions;
  }

  /**
   * The score.
   *
   * @param unit W
   * @param slopes the gradient of the loss by the unit's parameters at each of {@link #positions},
   *     all others as they are; 0 where weights are pruned already
   */
  static double score(Settings settings, double[] unit, double[][] slopes) {
    double[] positions = positions(settings);
    double[] sum = new double[unit.length];
    double norms = 0;
    double change = 0;
    for (int s = 0; s < positions.length; s++) {
      double[] slope = slopes[s];
      double[] terms = new double[unit.length];
      for (int i = 0; i < unit.length; i++) {
        sum[i] += slope[i];
        terms[i] = positions[s] * unit[i] * slope[i];
        change -= unit[i] * slope[i] / positions.length;
      }
      norms += norm(terms, settings.p());
    }
    return switch (settings.variant()) {
      case IG -> norm(sum, settings.p());
      case SINGE -> norms;
      case SIGNED -> change;
    };
  }

  /** (Σ |v|^p)^(1/p). */
  private static double norm(double[] values, double p) {
    double sum = 0;
    for (double value : values) {
      double size = Math.abs(value);
      sum += p == 1 ? size : p == 2 ? size * size : StrictMath.pow(size, p);
    }
    return p == 1 ? sum : p == 2 ? Math.sqrt(sum) : StrictMath.pow(sum, 1 / p);
  }
}
