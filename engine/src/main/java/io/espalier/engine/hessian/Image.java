package io.espalier.engine.hessian;

/** The shape of one example between two layers; values without a place are channels of one. */
record Image(int channels, int height, int width) {
  /** The same of a shape {@code [channels, height, width]} or {@code [values]}. */
  static Image of(int[] shape) {
    return shape.length == 1 ? new Image(shape[0], 1, 1) : new Image(shape[0], shape[1], shape[2]);
  }

  int area() {
    return height * width;
  }

  int size() {
    return channels * area();
  }
}
