package io.espalier.objective;

/**
 * Softened outputs of a teacher as targets (after Hinton et al. 2015, section 2): for logits z, the
 * teacher's logits t, a label y, temperature T and weight w,
 *
 * <p>L = w T² Σ_c p_c ln(p_c / q_c) + (1 − w) CE(z, y), with p = softmax(t / T), q = softmax(z / T)
 *
 * <p>∂L/∂z = w T (q − p) + (1 − w) ∂CE/∂z
 *
 * <p>The factor T² keeps the share of the soft targets in the gradient the same at every
 * temperature, as the paper proposes; its cross-entropy with soft targets differs from the
 * divergence here by the entropy of p, which no weight of the student moves.
 *
 * @param temperature T, above 0
 * @param weight w, 0 to 1
 * @param labels the loss of labels, with label smoothing or without
 */
record Distillation(Teacher teacher, double temperature, double weight, CrossEntropy labels)
    implements Loss {
  @Override
  public double gradient(LossBatch batch, float[] logits, int divisor, float[] gradient) {
    int classes = batch.classes();
    float[] taught = teacher.logits(batch.fromFirst(), batch.count());
    double total = 0;
    double[] slopes = new double[classes];
    double[] soft = new double[classes];
    double[] own = new double[classes];
    for (int example = 0; example < batch.count(); example++) {
      int row = example * classes;
      double hard = labels.example(logits, row, batch.label(example), slopes);
      double divergence = divergence(taught, logits, row, soft, own);
      total += weight * temperature * temperature * divergence + (1 - weight) * hard;
      for (int c = 0; c < classes; c++) {
        double slope =
            weight * temperature * (StrictMath.exp(own[c]) - StrictMath.exp(soft[c]))
                + (1 - weight) * slopes[c];
        gradient[row + c] = (float) (slope / divisor);
      }
    }
    return total;
  }

  /** Σ p ln(p / q); {@code soft} and {@code own} receive ln p and ln q. */
  private double divergence(float[] taught, float[] logits, int row, double[] soft, double[] own) {
    Softmax.logarithms(taught, row, temperature, soft);
    Softmax.logarithms(logits, row, temperature, own);
    double sum = 0;
    for (int c = 0; c < soft.length; c++) {
      sum += StrictMath.exp(soft[c]) * (soft[c] - own[c]);
    }
    return sum;
  }
}
