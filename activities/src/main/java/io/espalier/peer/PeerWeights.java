package io.espalier.peer;

import java.util.Arrays;

/** Weights ω of peers: at least 0, and together 1. */
final class PeerWeights {
  private PeerWeights() {}

  /** Equal ones. */
  static double[] equal(int peers) {
    double[] omega = new double[peers];
    Arrays.fill(omega, 1.0 / peers);
    return omega;
  }

  /**
   * The mirror step ωᵢ e^{−η gᵢ} / Σⱼ ωⱼ e^{−η gⱼ}. What falls below the floor is set to it, at the
   * others' expense in proportion: a weight of 0 would stay 0 whatever its gradient.
   *
   * @param gradient g, finite; a constant added to all of it changes nothing
   * @param floor below 1 / peers
   */
  static double[] step(double[] omega, double[] gradient, double eta, double floor) {
    double least = Arrays.stream(gradient).min().orElse(0);
    double[] next = new double[omega.length];
    for (int i = 0; i < next.length; i++) {
      // Around the smallest gradient, so that no exponential overflows.
      next[i] = omega[i] * StrictMath.exp(-eta * (gradient[i] - least));
    }
    boolean[] raised = new boolean[next.length];
    while (true) {
      scale(next, raised, floor);
      boolean fits = true;
      for (int i = 0; i < next.length; i++) {
        if (!raised[i] && next[i] < floor) {
          raised[i] = true;
          fits = false;
        }
      }
      if (fits) {
        return next;
      }
    }
  }

  /** Those at the floor get it, the others share the rest as they stand to each other. */
  private static void scale(double[] omega, boolean[] raised, double floor) {
    double sum = 0;
    double rest = 1;
    for (int i = 0; i < omega.length; i++) {
      if (raised[i]) {
        rest -= floor;
      } else {
        sum += omega[i];
      }
    }
    for (int i = 0; i < omega.length; i++) {
      omega[i] = raised[i] ? floor : omega[i] * rest / sum;
    }
  }
}
