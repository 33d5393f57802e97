package io.espalier.data;

/**
 * Some examples of a data set, by position from 0: shares the bytes and turns them into floats in
 * [0, 1] where they are used. Immutable.
 */
public final class Subset {
  /** {@code b / 255} for every byte. */
  private static final float[] SCALED = new float[256];

  static {
    for (int value = 0; value < SCALED.length; value++) {
      SCALED[value] = value / 255f;
    }
  }

  private final Examples examples;
  private final int[] indices;

  /**
   * @param indices positions in {@code examples}, in the order of this subset
   */
  public Subset(Examples examples, int[] indices) {
    this.examples = examples;
    this.indices = indices.clone();
  }

  /** Number of examples. */
  public int count() {
    return indices.length;
  }

  /** Values of one example. */
  public int pixelsPerExample() {
    return examples.pixelsPerExample();
  }

  /** Class of the example at a position. */
  public int label(int position) {
    return examples.labels()[indices[position]] & 0xff;
  }

  /**
   * Copies the example at a position into a batch.
   *
   * @param inputs {@code [batch, C, H, W]} row-major
   * @param slot its place in the batch, from 0
   */
  public void copy(int position, float[] inputs, int slot) {
    int size = examples.pixelsPerExample();
    byte[] pixels = examples.pixels();
    int from = indices[position] * size;
    int to = slot * size;
    for (int i = 0; i < size; i++) {
      inputs[to + i] = SCALED[pixels[from + i] & 0xff];
    }
  }

  /** Examples from a position on, {@code [count, C, H, W]} row-major. */
  public float[] inputs(int from, int count) {
    float[] inputs = new float[count * examples.pixelsPerExample()];
    for (int i = 0; i < count; i++) {
      copy(from + i, inputs, i);
    }
    return inputs;
  }

  /** Classes of examples from a position on. */
  public int[] labels(int from, int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = label(from + i);
    }
    return labels;
  }
}
