package io.espalier.objective;

/** Logarithms of softmax probabilities, in double precision and {@link StrictMath}. */
public final class Softmax {
  private Softmax() {}

  /**
   * ln softmax(logits / T) of one example, around the largest logit: no overflow, whatever the
   * logits.
   *
   * @param logits from index {@code row} on
   * @param temperature T, above 0
   * @param target receives them, {@code [classes]}
   */
  public static void logarithms(float[] logits, int row, double temperature, double[] target) {
    double max = logits[row];
    for (int c = 1; c < target.length; c++) {
      max = Math.max(max, logits[row + c]);
    }
    double sum = 0;
    for (int c = 0; c < target.length; c++) {
      target[c] = (logits[row + c] - max) / temperature;
      sum += StrictMath.exp(target[c]);
    }
    double log = StrictMath.log(sum);
    for (int c = 0; c < target.length; c++) {
      target[c] -= log;
    }
  }
}
