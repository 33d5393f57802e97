package io.espalier.analyse.memory;

/** What logits {@code [count, classes]} say. */
final class Predictions {
  private Predictions() {}

  /** The class of the largest logit of each example; of equal ones the lowest. */
  static int[] classes(float[] logits, int classes) {
    int[] named = new int[logits.length / classes];
    for (int i = 0; i < named.length; i++) {
      for (int c = 1; c < classes; c++) {
        if (logits[i * classes + c] > logits[i * classes + named[i]]) {
          named[i] = c;
        }
      }
    }
    return named;
  }

  /** The largest logit of each example less the second. */
  static double[] margins(float[] logits, int classes) {
    double[] margins = new double[logits.length / classes];
    int[] named = classes(logits, classes);
    for (int i = 0; i < margins.length; i++) {
      double second = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        second = c == named[i] ? second : Math.max(second, logits[i * classes + c]);
      }
      margins[i] = logits[i * classes + named[i]] - second;
    }
    return margins;
  }
}
