package io.espalier.engine.hessian;

/** The shape of one example between two layers; values without a place are channels of one. */
record Image(int channels, int height, int width) {
  int area() {
    return height * width;
  }

  int size() {
    return channels * area();
  }
}
