package io.espalier.analyse.examples;

import io.espalier.data.split.Subset;
import io.espalier.engine.Session;
import io.espalier.objective.Softmax;
import io.espalier.shrink.StepNetwork;
import io.espalier.step.StepContext;
import io.espalier.train.Predictor;

/**
 * What a network says of examples, one by one.
 *
 * @param logits {@code [examples, classes]} row-major
 * @param classes number of classes
 */
record ExampleLosses(float[] logits, int classes) {
  /**
   * Predicts with given weights, batch norms with their running statistics.
   *
   * @param network its name in the catalog
   * @param shrinking role of the input that says what is left of it, which the step may not have
   */
  static ExampleLosses of(
      StepContext context,
      String network,
      String shrinking,
      byte[] weights,
      Subset examples,
      int classes) {
    StepNetwork left = StepNetwork.of(context, network, shrinking);
    try (Session session = left.open(context, weights, null)) {
      return new ExampleLosses(
          Predictor.logits(session, examples, classes, () -> context.progress(0)), classes);
    }
  }

  /** Number of examples. */
  int count() {
    return logits.length / classes;
  }

  /** Softmax cross-entropy of an example with a class, in nats. */
  double loss(int example, int label) {
    return -logarithms(example)[label];
  }

  /** Whether the largest logit is that of the class; of equal ones the lowest class counts. */
  boolean names(int example, int label) {
    int from = example * classes;
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = logits[from + c] > logits[from + best] ? c : best;
    }
    return best == label;
  }

  /**
   * ‖softmax − onehot‖₂, the error norm of Paul et al. 2021 ("Deep learning on a data diet"), in
   * [0, √2].
   */
  double errorNorm(int example, int label) {
    double[] logarithms = logarithms(example);
    double squares = 0;
    for (int c = 0; c < classes; c++) {
      double difference = StrictMath.exp(logarithms[c]) - (c == label ? 1 : 0);
      squares += difference * difference;
    }
    return StrictMath.sqrt(squares);
  }

  private double[] logarithms(int example) {
    double[] logarithms = new double[classes];
    Softmax.logarithms(logits, example * classes, 1, logarithms);
    return logarithms;
  }
}
