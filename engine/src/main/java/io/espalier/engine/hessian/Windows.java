package io.espalier.engine.hessian;

import io.espalier.model.layer.ConvShape;

/**
 * The values that each output of a convolution reads, as the columns of a matrix {@code [in/groups
 * · kernel², examples · positions]}; a dense layer is a convolution over images of one position.
 */
record Windows(ConvShape layer, Image in, Image out) {
  /** Rows of the matrix: the values of a window. */
  int size() {
    return layer.in() / layer.groups() * layer.kernel() * layer.kernel();
  }

  /** Collects the windows of some examples, those of one group of channels, over zeros. */
  void read(double[] inputs, Matrix columns, int group, int firstExample, int count) {
    double[] to = columns.data();
    walk(
        inputs.length / in.channels(),
        group,
        firstExample,
        count,
        (input, column, length) -> {
          for (int i = 0; i < length; i++) {
            to[column + i] = inputs[input + i * layer.stride()];
          }
        });
  }

  /** The way back: adds every value of the columns to the input that it was read from. */
  void add(Matrix columns, double[] inputs, int group, int firstExample, int count) {
    double[] from = columns.data();
    walk(
        inputs.length / in.channels(),
        group,
        firstExample,
        count,
        (input, column, length) -> {
          for (int i = 0; i < length; i++) {
            inputs[input + i * layer.stride()] += from[column + i];
          }
        });
  }

  /** Visits the inputs and their places in the columns; zeros around an image have no input. */
  private void walk(int channelSize, int group, int firstExample, int count, Visitor visitor) {
    int channels = layer.in() / layer.groups();
    for (int row = 0; row < size(); row++) {
      int down = row / layer.kernel() % layer.kernel() - layer.padding();
      int right = row % layer.kernel() - layer.padding();
      int firstX = Math.max(0, -Math.floorDiv(right, layer.stride()));
      int endX = Math.min(out.width(), Math.floorDiv(in.width() - 1 - right, layer.stride()) + 1);
      int channel = group * channels + row / (layer.kernel() * layer.kernel());
      for (int e = 0; e < count; e++) {
        int image = channel * channelSize + (firstExample + e) * in.area();
        int column = (row * count + e) * out.area();
        for (int y = 0; y < out.height(); y++) {
          int fromY = y * layer.stride() + down;
          if (fromY >= 0 && fromY < in.height()) {
            int input = image + fromY * in.width() + firstX * layer.stride() + right;
            visitor.visit(input, column + y * out.width() + firstX, endX - firstX);
          }
        }
      }
    }
  }

  /** Takes a stretch of a row of outputs: each next one reads an input one stride on. */
  private interface Visitor {
    void visit(int input, int column, int length);
  }
}
