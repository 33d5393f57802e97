package io.espalier.data;

/**
 * Labelled images as bytes; kept once in memory and shared, never written to.
 *
 * @param shape {@code [channels, height, width]}
 * @param pixels {@code [count, C, H, W]} row-major, 0 … 255
 * @param labels one class a example, 0 … classes − 1
 */
public record Examples(int[] shape, byte[] pixels, byte[] labels) {
  public Examples {
    if ((long) shape[0] * shape[1] * shape[2] * labels.length != pixels.length) {
      throw new IllegalArgumentException(
          "pixels: "
              + pixels.length
              + " bytes (expected: "
              + labels.length
              + " examples of "
              + shape[0]
              + "x"
              + shape[1]
              + "x"
              + shape[2]
              + ")");
    }
  }

  /** Number of examples. */
  public int count() {
    return labels.length;
  }

  /** How many examples each class has; labels are below {@code classes}. */
  public int[] countOfEachClass(int classes) {
    int[] counts = new int[classes];
    for (byte label : labels) {
      counts[label & 0xff]++;
    }
    return counts;
  }

  /** Values of one example. */
  public int pixelsPerExample() {
    return shape[0] * shape[1] * shape[2];
  }
}
