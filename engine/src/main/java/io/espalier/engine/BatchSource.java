package io.espalier.engine;

/** Gives the batch of any iteration: a function of the iteration alone. */
public interface BatchSource {
  /** Examples in every batch. */
  int batchSize();

  /** Part of every target that is spread evenly over all classes, in [0, 1): label smoothing. */
  default double labelSmoothing() {
    return 0;
  }

  /**
   * Fills one batch.
   *
   * @param inputs {@code [batchSize, C, H, W]} row-major
   * @param labels {@code [batchSize]}
   */
  void fill(long iteration, float[] inputs, int[] labels);
}
