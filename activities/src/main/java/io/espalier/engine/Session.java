package io.espalier.engine;

import io.espalier.tensor.Tensor;
import java.util.SortedMap;
import java.util.function.LongToDoubleFunction;

/** A network that is open on one thread. Pruned weights hold +0.0 after every iteration. */
public interface Session extends AutoCloseable {
  /**
   * Trains iterations {@code from} (inclusive) to {@code to} (exclusive) and returns the loss of
   * each, before its update. Arrays cross the seam here, not at every step.
   *
   * @throws DivergedException at the first iteration whose loss is not finite
   */
  float[] train(BatchSource batches, long from, long to, LongToDoubleFunction learningRate);

  /**
   * Logits of examples; a batch norm normalises by its running statistics.
   *
   * @param inputs {@code [count, C, H, W]} row-major
   * @return {@code [count, classes]} row-major
   */
  float[] predict(float[] inputs, int count);

  /**
   * Mean gradient of the loss over a batch, for every parameter, before any mask. A batch norm
   * normalises by the statistics of this batch, as in training; no buffer moves.
   */
  SortedMap<String, Tensor> gradients(float[] inputs, int[] labels);

  /** A copy of where the training stands. */
  TrainingState state();

  @Override
  void close();
}
