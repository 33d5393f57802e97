package io.espalier.engine.flat;

/**
 * Softmax cross-entropy over logits, in double precision and {@link StrictMath}: the same bits on
 * every machine. With label smoothing the target is not 1 for the label and 0 elsewhere but 1 − ε +
 * ε/K and ε/K, for K classes (Szegedy et al. 2016, section 7; PyTorch's convention).
 *
 * @param smoothing ε, in [0, 1)
 */
public record CrossEntropy(double smoothing) {
  /** Without smoothing. */
  public static final CrossEntropy PLAIN = new CrossEntropy(0);

  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing: " + smoothing + " (expected: at least 0 and below 1)");
    }
  }

  /**
   * The sum of the losses of {@code count} examples, and the gradient of that sum divided by {@code
   * divisor}.
   *
   * @param logits {@code [count, classes]} row-major
   * @param labels {@code [count]} from index {@code firstLabel} on, 0 … classes − 1
   * @param gradient receives {@code [count, classes]}
   */
  public double gradient(
      float[] logits,
      int[] labels,
      int firstLabel,
      int count,
      int classes,
      int divisor,
      float[] gradient) {
    double total = 0;
    double other = smoothing / classes;
    double right = 1 - smoothing + other;
    double[] exponentials = new double[classes];
    for (int example = 0; example < count; example++) {
      int row = example * classes;
      int label = labels[firstLabel + example];
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label: " + label + " (expected: 0 to " + (classes - 1) + ")");
      }
      double max = logits[row];
      for (int c = 1; c < classes; c++) {
        max = Math.max(max, logits[row + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        exponentials[c] = StrictMath.exp(logits[row + c] - max);
        sum += exponentials[c];
      }
      total += StrictMath.log(sum) - expected(logits, row, classes, label, max);
      for (int c = 0; c < classes; c++) {
        double probability = exponentials[c] / sum;
        gradient[row + c] = (float) ((probability - (c == label ? right : other)) / divisor);
      }
    }
    return total;
  }

  /**
   * The loss of each example.
   *
   * @param logits {@code [count, classes]} row-major
   * @param labels {@code [count]}, at least one
   */
  public double[] losses(float[] logits, int[] labels) {
    int classes = logits.length / labels.length;
    double[] losses = new double[labels.length];
    float[] row = new float[classes];
    float[] unused = new float[classes];
    for (int i = 0; i < losses.length; i++) {
      System.arraycopy(logits, i * classes, row, 0, classes);
      losses[i] = gradient(row, labels, i, 1, classes, 1, unused);
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
