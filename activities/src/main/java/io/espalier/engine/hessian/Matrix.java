package io.espalier.engine.hessian;

/**
 * A matrix within a row-major array.
 *
 * @param offset index of its first value
 * @param stride from a row to the next
 */
record Matrix(double[] data, int offset, int rows, int columns, int stride) {
  /** Columns that are worked on at a time: a block of the right side fits the second cache. */
  private static final int BLOCK = 256;

  /** A matrix that is all of an array. */
  static Matrix of(double[] data, int rows, int columns) {
    return new Matrix(data, 0, rows, columns, columns);
  }

  Matrix transposed() {
    double[] to = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[j * rows + i] = data[offset + i * stride + j];
      }
    }
    return of(to, columns, rows);
  }

  /** Adds the product of two matrices; at no cost where one of them is 0. */
  void addProduct(Matrix left, Matrix right) {
    if (left.isZero() || right.isZero()) {
      return;
    }
    for (int from = 0; from < columns; from += BLOCK) {
      int count = Math.min(BLOCK, columns - from);
      for (int i = 0; i < rows; i++) {
        int k = 0;
        for (; k + 4 <= left.columns; k += 4) {
          addRows(left, right, i, k, from, count);
        }
        for (; k < left.columns; k++) {
          double factor = left.data[left.offset + i * left.stride + k];
          int to = offset + i * stride + from;
          int row = right.offset + k * right.stride + from;
          for (int j = 0; j < count; j++) {
            data[to + j] += factor * right.data[row + j];
          }
        }
      }
    }
  }

  /** Adds four rows of the right side to one of this. */
  private void addRows(Matrix left, Matrix right, int i, int k, int from, int count) {
    int at = left.offset + i * left.stride + k;
    double a = left.data[at];
    double b = left.data[at + 1];
    double c = left.data[at + 2];
    double d = left.data[at + 3];
    if (a == 0 && b == 0 && c == 0 && d == 0) {
      return;
    }
    int row = right.offset + k * right.stride + from;
    addRows(data, offset + i * stride + from, right.data, row, right.stride, count, a, b, c, d);
  }

  private static void addRows(
      double[] y,
      int to,
      double[] x,
      int first,
      int stride,
      int count,
      double a,
      double b,
      double c,
      double d) {
    int second = first + stride;
    int third = second + stride;
    int fourth = third + stride;
    for (int j = 0; j < count; j++) {
      y[to + j] += a * x[first + j] + b * x[second + j] + c * x[third + j] + d * x[fourth + j];
    }
  }

  private boolean isZero() {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        if (data[offset + i * stride + j] != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
