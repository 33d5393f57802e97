package io.espalier.analyse;

/**
 * How high losses and errors rise on the line between two networks.
 *
 * @param loss the largest excess of the loss over the straight line between its ends, over the
 *     points between them; never above 0 where the loss is convex
 * @param error the largest error on the line less the mean of those at its ends: the instability of
 *     Frankle et al. 2020
 */
record Barrier(double loss, double error) {
  /**
   * The barrier over equally spaced points, both ends included.
   *
   * @param losses at least three
   * @param errors as many
   */
  static Barrier of(double[] losses, double[] errors) {
    int steps = losses.length - 1;
    if (steps < 2 || errors.length != losses.length) {
      throw new IllegalArgumentException(
          "points: " + losses.length + " and " + errors.length + " (expected: as many, >= 3)");
    }
    double loss = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < steps; i++) {
      double alpha = (double) i / steps;
      double straight = (1 - alpha) * losses[0] + alpha * losses[steps];
      loss = Math.max(loss, losses[i] - straight);
    }
    double error = 0;
    for (double one : errors) {
      error = Math.max(error, one);
    }
    return new Barrier(loss, error - (errors[0] + errors[steps]) / 2);
  }
}
