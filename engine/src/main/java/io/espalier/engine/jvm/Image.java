package io.espalier.engine.jvm;

import io.espalier.model.Layer;

/**
 * The shape of what passes between layers: {@code [channels, height, width]}, or values of 1 × 1.
 */
record Image(int channels, int height, int width) {
  /** Values of one example. */
  int size() {
    return channels * height * width;
  }

  /** Positions of a channel. */
  int area() {
    return height * width;
  }

  /** What a layer makes of it. */
  Image after(Layer layer) {
    if (layer instanceof Layer.Conv conv) {
      return slid(conv.out(), conv.kernel() - 2 * conv.padding(), conv.stride());
    }
    if (layer instanceof Layer.MaxPool pool) {
      return slid(channels, pool.size(), pool.stride());
    }
    if (layer instanceof Layer.GlobalAveragePool) {
      return new Image(channels, 1, 1);
    }
    if (layer instanceof Layer.Residual residual) {
      Image image = this;
      for (Layer one : residual.body()) {
        image = image.after(one);
      }
      return image;
    }
    if (layer instanceof Layer.Flatten) {
      return new Image(size(), 1, 1);
    }
    return layer instanceof Layer.Dense dense ? new Image(dense.out(), 1, 1) : this;
  }

  private Image slid(int filters, int window, int stride) {
    return new Image(filters, (height - window) / stride + 1, (width - window) / stride + 1);
  }

  /** Which channels have a flagged value. */
  boolean[] channels(boolean[] values) {
    boolean[] flags = new boolean[channels];
    for (int i = 0; i < values.length; i++) {
      flags[i / area()] |= values[i];
    }
    return flags;
  }

  /** All values of flagged channels. */
  boolean[] values(boolean[] flags) {
    boolean[] values = new boolean[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = flags[i / area()];
    }
    return values;
  }
}
