package io.espalier.train;

/**
 * How well logits name the classes of examples.
 *
 * @param correct examples whose largest logit is the right one; of equal logits the lowest class
 *     counts
 * @param count examples
 * @param loss mean softmax cross-entropy in nats; not finite where a logit is not
 */
public record Accuracy(int correct, int count, double loss) {
  /**
   * Compares logits with labels.
   *
   * @param logits {@code [count, classes]} row-major
   * @param labels {@code [count]}, at least one
   */
  public static Accuracy of(float[] logits, int[] labels, int classes) {
    int correct = 0;
    double loss = 0;
    for (int i = 0; i < labels.length; i++) {
      int from = i * classes;
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (logits[from + c] > logits[from + best]) {
          best = c;
        }
      }
      correct += best == labels[i] ? 1 : 0;
      // Log-sum-exp around the largest logit: no overflow, whatever the logits.
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += StrictMath.exp((double) logits[from + c] - logits[from + best]);
      }
      loss += StrictMath.log(sum) + logits[from + best] - logits[from + labels[i]];
    }
    return new Accuracy(correct, labels.length, loss / labels.length);
  }

  /** Correct examples as a fraction. */
  public double fraction() {
    return (double) correct / count;
  }
}
