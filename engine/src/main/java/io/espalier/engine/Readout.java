package io.espalier.engine;

import io.espalier.objective.CrossEntropy;
import io.espalier.objective.LossBatch;
import java.util.Arrays;

/** A number that is read from the logits of one example, to be differentiated. */
@FunctionalInterface
public interface Readout {
  /**
   * Reads the number of one example.
   *
   * @param example its index in the batch
   * @param logits {@code [classes]}; not to be written to
   * @param slopes receives the number's derivative by each logit, {@code [classes]}
   * @return the number
   */
  double of(int example, float[] logits, float[] slopes);

  /**
   * The loss of each example, in nats.
   *
   * @param labels one an example
   */
  static Readout loss(int[] labels) {
    int[] own = labels.clone();
    return (example, logits, slopes) ->
        CrossEntropy.PLAIN.gradient(
            LossBatch.ofLabels(own, example, 1, logits.length), logits, 1, slopes);
  }

  /**
   * One logit of each example.
   *
   * @param classes one an example
   */
  static Readout logit(int[] classes) {
    int[] own = classes.clone();
    return (example, logits, slopes) -> {
      Arrays.fill(slopes, 0f);
      slopes[own[example]] = 1f;
      return logits[own[example]];
    };
  }

  /**
   * The probability of one class for each example.
   *
   * @param classes one an example
   */
  static Readout probability(int[] classes) {
    Readout loss = loss(classes);
    // p = exp(−loss), so its slopes are −p times those of the loss.
    return (example, logits, slopes) -> {
      double probability = StrictMath.exp(-loss.of(example, logits, slopes));
      for (int c = 0; c < slopes.length; c++) {
        slopes[c] = (float) (-probability * slopes[c]);
      }
      return probability;
    };
  }

  /** The sum of an example's logits. */
  static Readout sumOfLogits() {
    return (example, logits, slopes) -> {
      Arrays.fill(slopes, 1f);
      double sum = 0;
      for (float logit : logits) {
        sum += logit;
      }
      return sum;
    };
  }
}
