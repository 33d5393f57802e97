package io.espalier.objective;

/**
 * Softmax cross-entropy over logits, in double precision and {@link StrictMath}: the same bits on
 * every machine. With label smoothing the target is not 1 for the label and 0 elsewhere but 1 − ε +
 * ε/K and ε/K, for K classes (Szegedy et al. 2016, section 7; PyTorch's convention).
 *
 * @param smoothing ε, in [0, 1)
 */
public record CrossEntropy(double smoothing) implements Loss {
  /** Without smoothing. */
  public static final CrossEntropy PLAIN = new CrossEntropy(0);

  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing: " + smoothing + " (expected: at least 0 and below 1)");
    }
  }

  @Override
  public double gradient(LossBatch batch, float[] logits, int divisor, float[] gradient) {
    int classes = batch.classes();
    double total = 0;
    double[] slopes = new double[classes];
    for (int example = 0; example < batch.count(); example++) {
      int row = example * classes;
      total += example(logits, row, batch.label(example), slopes);
      for (int c = 0; c < classes; c++) {
        gradient[row + c] = (float) (slopes[c] / divisor);
      }
    }
    return total;
  }

  /**
   * The loss of one example.
   *
   * @param logits from index {@code row} on
   * @param slopes receives its derivatives by the logits, {@code [classes]}
   */
  double example(float[] logits, int row, int label, double[] slopes) {
    int classes = slopes.length;
    double other = smoothing / classes;
    double right = 1 - smoothing + other;
    double max = logits[row];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, logits[row + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      slopes[c] = StrictMath.exp(logits[row + c] - max);
      sum += slopes[c];
    }
    for (int c = 0; c < classes; c++) {
      slopes[c] = slopes[c] / sum - (c == label ? right : other);
    }
    return StrictMath.log(sum) - expected(logits, row, classes, label, max);
  }

  /**
   * The loss of each example.
   *
   * @param logits {@code [count, classes]} row-major
   * @param labels {@code [count]}, at least one
   */
  public double[] losses(float[] logits, int[] labels) {
    int classes = logits.length / labels.length;
    LossBatch batch = LossBatch.ofLabels(labels, 0, labels.length, classes);
    double[] losses = new double[labels.length];
    double[] slopes = new double[classes];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = example(logits, i * classes, batch.label(i), slopes);
    }
    return losses;
  }

  /** Mean of the logits under the target, less the largest logit. */
  private double expected(float[] logits, int row, int classes, int label, double max) {
    double chosen = logits[row + label] - max;
    if (smoothing == 0) {
      return chosen;
    }
    double all = 0;
    for (int c = 0; c < classes; c++) {
      all += logits[row + c] - max;
    }
    return (1 - smoothing) * chosen + smoothing / classes * all;
  }
}
