package io.espalier.engine;

import io.espalier.objective.CrossEntropy;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.tensor.Tensor;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongToDoubleFunction;

/**
 * A network that is open on one thread. Pruned weights hold +0.0 after every iteration, or what
 * they are frozen at.
 */
public interface Session extends AutoCloseable {
  /**
   * Trains iterations {@code from} (inclusive) to {@code to} (exclusive) and returns the mean loss
   * of each, before its update. Arrays cross the seam here, not at every step.
   *
   * @param loss is asked once an iteration, on this thread, with the batch as it was filled
   * @throws DivergedException at the first iteration whose loss is not finite
   */
  float[] train(
      BatchSource batches, Loss loss, long from, long to, LongToDoubleFunction learningRate);

  /** Trains on the cross-entropy with the labels. */
  default float[] train(
      BatchSource batches, long from, long to, LongToDoubleFunction learningRate) {
    return train(batches, CrossEntropy.PLAIN, from, to, learningRate);
  }

  /**
   * Logits of examples; a batch norm normalises by its running statistics.
   *
   * @param inputs {@code [count, C, H, W]} row-major
   * @return {@code [count, classes]} row-major
   */
  float[] predict(float[] inputs, int count);

  /**
   * Mean gradient of the cross-entropy over a batch, for every parameter, before any mask. A batch
   * norm normalises by the statistics of this batch, as in training; no buffer moves.
   */
  SortedMap<String, Tensor> gradients(float[] inputs, int[] labels);

  /**
   * Gradient of the sum of a readout over some examples, for every parameter, before any mask. A
   * batch norm normalises by its running statistics, as in prediction.
   *
   * @param inputs {@code [count, C, H, W]} row-major
   */
  SortedMap<String, Tensor> outputGradients(float[] inputs, int count, Readout readout);

  /**
   * What some layers give for some examples, and the gradients of a readout with respect to that
   * and to the inputs. A batch norm normalises by its running statistics, as in prediction, so that
   * no example depends on another.
   *
   * @param inputs {@code [count, C, H, W]} row-major
   * @param layers names of dense layers, convolutions and batch norms; none where the inputs'
   *     gradients are all that is wanted
   * @throws IllegalArgumentException when the network has no such layer
   */
  Trace trace(float[] inputs, int count, Readout readout, Set<String> layers);

  /**
   * Gradients of the loss of each example by itself, before any mask. What is returned belongs to
   * this session: use it on this thread, before the session is closed or trains on.
   *
   * <p>A batch norm normalises by its running statistics, as in prediction. By default the losses
   * take one pass over all examples, and everything else a pass for each of them whenever it is
   * asked for.
   *
   * @param inputs {@code [count, C, H, W]} row-major
   * @param labels {@code [count]}, at least one
   */
  default ExampleGradients exampleGradients(float[] inputs, int[] labels) {
    return new OneByOne(this, inputs, labels);
  }

  /**
   * A loss of a batch and its gradient by the logits, at the session's parameters. A batch norm
   * normalises by the statistics of this batch, as in training; no buffer moves, and nothing is
   * dropped out. {@link #backward} takes the gradient on to the parameters.
   *
   * @param inputs {@code [count, C, H, W]} row-major
   * @param labels {@code [count]}, at least one
   */
  default LossGradient lossGradient(float[] inputs, int[] labels, Loss loss) {
    int count = labels.length;
    float[] logits =
        forward(new Point(state().parameters(), inputs, count, Statistics.BATCH)).logits();
    LossBatch batch =
        new LossBatch(inputs, labels, 0, count, inputs.length / count, logits.length / count);
    float[] slopes = new float[logits.length];
    double sum = loss.gradient(batch, logits, count, slopes);
    return new LossGradient(sum / count, logits, slopes);
  }

  /**
   * Logits at any parameters; nothing is dropped out. The session's own, its mask and its training
   * are as they were afterwards, to the last bit.
   *
   * @throws IllegalArgumentException when the point is none of this network's
   */
  Outputs forward(Point at);

  /**
   * A vector-Jacobian product at any parameters: the gradient of Σ slope · logit by all parameters
   * and inputs, as every loss of the logits needs it. Passes forward and back; the session's own
   * parameters, its mask and its training are as they were afterwards, to the last bit.
   *
   * @param slopes derivatives by the logits, {@code [count, classes]} row-major; not written to
   * @throws IllegalArgumentException when the point is none of this network's, or there are too few
   *     slopes
   */
  Pullback backward(Point at, float[] slopes);

  /** A copy of where the training stands. */
  TrainingState state();

  @Override
  void close();
}
