package io.espalier.engine.flat;

/**
 * Softmax cross-entropy over logits, in double precision and {@link StrictMath}: the same bits on
 * every machine.
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * The sum of the losses of {@code count} examples, and the gradient of that sum divided by {@code
   * divisor}.
   *
   * @param logits {@code [count, classes]} row-major
   * @param labels {@code [count]} from index {@code firstLabel} on, 0 … classes − 1
   * @param gradient receives {@code [count, classes]}
   */
  public static double gradient(
      float[] logits,
      int[] labels,
      int firstLabel,
      int count,
      int classes,
      int divisor,
      float[] gradient) {
    double total = 0;
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
      total += StrictMath.log(sum) - (logits[row + label] - max);
      for (int c = 0; c < classes; c++) {
        double probability = exponentials[c] / sum;
        gradient[row + c] = (float) ((c == label ? probability - 1 : probability) / divisor);
      }
    }
    return total;
  }
}
