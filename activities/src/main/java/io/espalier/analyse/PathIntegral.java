package io.espalier.analyse;

/**
 * Integrated gradients (Sundararajan et al. 2017, equation 1): {@code IG_i = (x_i − x′_i) ∫₀¹ ∂_i
 * F(x′ + α (x − x′)) dα}.
 */
final class PathIntegral {
  private PathIntegral() {}

  /** The gradient of a function, at a point of the path. */
  @FunctionalInterface
  interface Gradient {
    /**
     * The gradient.
     *
     * @param point not to be kept
     * @return of the same length
     */
    double[] at(double[] point);
  }

  /**
   * Attributions of all inputs. Where a function is the sum of functions of parts of its input, as
   * of the examples of a batch, these are the attributions of each part.
   *
   * @param from the baseline x′
   * @param to the input x
   */
  static double[] attributions(Quadrature rule, double[] from, double[] to, Gradient gradient) {
    double[] sum = new double[to.length];
    double[] point = new double[to.length];
    for (Quadrature.Point each : rule.points()) {
      for (int i = 0; i < point.length; i++) {
        point[i] = from[i] + each.position() * (to[i] - from[i]);
      }
      double[] slope = gradient.at(point);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += each.weight() * slope[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] *= to[i] - from[i];
    }
    return sum;
  }
}
