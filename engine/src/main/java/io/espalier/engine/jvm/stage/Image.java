package io.espalier.engine.jvm.stage;

/**
 * The shape of what passes between layers: {@code [channels, height, width]}, or values of 1 × 1.
 */
public record Image(int channels, int height, int width) {
  /** The same of a shape {@code [channels, height, width]} or {@code [values]}. */
  public static Image of(int[] shape) {
    return shape.length == 1 ? new Image(shape[0], 1, 1) : new Image(shape[0], shape[1], shape[2]);
  }

  /** Values of one example. */
  public int size() {
    return channels * height * width;
  }

  /** Positions of a channel. */
  public int area() {
    return height * width;
  }

  /** Which channels have a flagged value. */
  public boolean[] channels(boolean[] values) {
    boolean[] flags = new boolean[channels];
    for (int i = 0; i < values.length; i++) {
      flags[i / area()] |= values[i];
    }
    return flags;
  }

  /** All values of flagged channels. */
  public boolean[] values(boolean[] flags) {
    boolean[] values = new boolean[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = flags[i / area()];
    }
    return values;
  }
}
