package io.espalier.engine.hessian;

/**
 * Mean softmax cross-entropy with label smoothing, see {@link io.espalier.objective.CrossEntropy}.
 *
 * @param labels one an example
 * @param smoothing ε, in [0, 1)
 */
record DualCrossEntropy(int[] labels, int classes, double smoothing) {
  /** The mean loss of logits {@code [classes, examples]}. */
  double loss(Dual logits) {
    double total = 0;
    for (int e = 0; e < labels.length; e++) {
      double[] p = probabilities(logits, e);
      for (int c = 0; c < classes; c++) {
        // A target of 0 counts nothing, however small the probability is.
        total -= target(e, c) == 0 ? 0 : target(e, c) * StrictMath.log(p[c]);
      }
    }
    return total / labels.length;
  }

  /** Its derivatives by the logits, (p − t)/n; of p as it moves, p ⊙ (ż − Σ p ż)/n. */
  Dual backward(Dual logits) {
    int examples = labels.length;
    Dual slopes = Dual.zeros(logits.size());
    for (int e = 0; e < examples; e++) {
      double[] p = probabilities(logits, e);
      double mean = 0;
      for (int c = 0; c < classes; c++) {
        mean += p[c] * logits.tangent()[c * examples + e];
      }
      for (int c = 0; c < classes; c++) {
        int i = c * examples + e;
        slopes.value()[i] = (p[c] - target(e, c)) / examples;
        slopes.tangent()[i] = p[c] * (logits.tangent()[i] - mean) / examples;
      }
    }
    return slopes;
  }

  private double target(int example, int c) {
    return (labels[example] == c ? 1 - smoothing : 0) + smoothing / classes;
  }

  private double[] probabilities(Dual logits, int example) {
    double[] p = new double[classes];
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      p[c] = logits.value()[c * labels.length + example];
      max = Math.max(max, p[c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      p[c] = StrictMath.exp(p[c] - max);
      sum += p[c];
    }
    for (int c = 0; c < classes; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
