package io.espalier.objective;

/** Another network, whose weights are fixed, as a {@link Loss} asks it. */
@FunctionalInterface
public interface Teacher {
  /**
   * Logits of examples as in prediction: a batch norm normalises by its running statistics.
   *
   * @param inputs {@code [≥ count, C, H, W]} row-major
   * @return {@code [count, classes]} row-major
   */
  float[] logits(float[] inputs, int count);
}
