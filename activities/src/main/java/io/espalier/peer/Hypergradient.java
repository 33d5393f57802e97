package io.espalier.peer;

/**
 * How the ensemble's loss on outer data moves with the weights of the peers, by way of one step of
 * the inner training. After a step θ′ = θ − γ ∇L1(θ, ω),
 *
 * <p>gᵢ = ∂L2(θ′, ω)/∂ωᵢ − γ ⟨∇_θ L2(θ′, ω), ∇_θ ∂L1(θ, ω)/∂ωᵢ⟩,
 *
 * <p>the total derivative of L2(θ′(ω), ω), exactly: L1 is linear in ω, and so is θ′. With momentum
 * only the part of the step that this gradient makes depends on ω; its factor is γ, and γ (1 + μ)
 * after Nesterov. (Derived here; the authors' code was not read.)
 */
final class Hypergradient {
  private final Peers peers;
  private final int classes;
  private final boolean directOnly;

  /** What the inner step was made from. */
  record Inner(float[] theta, float[] inputs, int[] labels, MutualLoss loss) {}

  Hypergradient(Peers peers, int classes, boolean directOnly) {
    this.peers = peers;
    this.classes = classes;
    this.directOnly = directOnly;
  }

  /**
   * g, {@code [peers]}.
   *
   * @param inner the batch, and θ before the step
   * @param factor what the gradient was multiplied by in the step
   * @param theta θ′, after the step
   * @param inputs outer batch {@code [count, C, H, W]}
   */
  double[] at(
      Inner inner, double factor, float[] theta, float[] inputs, int[] labels, double[] omega) {
    double[][] logits = peers.logits(theta, inputs, labels.length, false);
    EnsembleLoss outer = EnsembleLoss.of(logits, labels, classes, omega);
    double[] gradient = outer.direct().clone();
    if (directOnly) {
      return gradient;
    }
    float[] direction = peers.gradient(theta, inputs, labels.length, byPeer(outer.slopes(), omega));
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] -=
          factor
              * peers.along(
                  direction,
                  inner.theta(),
                  inner.inputs(),
                  inner.labels().length,
                  inner.loss().taughtSlopes(i));
    }
    return gradient;
  }

  private static double[][] byPeer(double[] slopes, double[] omega) {
    double[][] all = new double[omega.length][slopes.length];
    for (int i = 0; i < omega.length; i++) {
      for (int c = 0; c < slopes.length; c++) {
        all[i][c] = omega[i] * slopes[c];
      }
    }
    return all;
  }
}
