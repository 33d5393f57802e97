package io.espalier.peer;

/**
 * L2 = CE(Σ ωᵢ zᵢ, y) of an ensemble, the mean over a batch, in double precision.
 *
 * @param value L2 in nats
 * @param slopes ∂L2 by the logits of the ensemble, {@code [count · classes]}; ∂L2/∂zᵢ is ωᵢ times
 *     it
 * @param direct ∂L2/∂ωᵢ at fixed logits, {@code [peers]}
 */
record EnsembleLoss(double value, double[] slopes, double[] direct) {
  /**
   * Looks at a batch.
   *
   * @param logits {@code [peers][count · classes]}, each row-major
   * @param labels {@code [count]}, at least one
   */
  static EnsembleLoss of(double[][] logits, int[] labels, int classes, double[] omega) {
    double[] logarithms = MutualLoss.logarithms(together(logits, omega), classes);
    double[] slopes = new double[logarithms.length];
    double[] direct = new double[omega.length];
    double sum = 0;
    for (int c = 0; c < slopes.length; c++) {
      boolean right = c % classes == labels[c / classes];
      sum -= right ? logarithms[c] : 0;
      slopes[c] = (StrictMath.exp(logarithms[c]) - (right ? 1 : 0)) / labels.length;
      for (int i = 0; i < direct.length; i++) {
        direct[i] += slopes[c] * logits[i][c];
      }
    }
    return new EnsembleLoss(sum / labels.length, slopes, direct);
  }

  /** Σ ωᵢ zᵢ. */
  static double[] together(double[][] logits, double[] omega) {
    double[] together = new double[logits[0].length];
    for (int c = 0; c < together.length; c++) {
      for (int i = 0; i < omega.length; i++) {
        together[c] += omega[i] * logits[i][c];
      }
    }
    return together;
  }
}
