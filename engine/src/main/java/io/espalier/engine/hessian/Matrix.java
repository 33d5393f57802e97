package io.espalier.engine.hessian;

/**
 * A matrix within a row-major array.
 *
 * @param offset index of its first value
 * @param stride from a row to the next
 */
record Matrix(double[] data, int offset, int rows, int columns, int stride) {
  /** Rows and columns of the right side that are worked on at a time: they fit the second cache. */
  private static final int DEPTH = 64;

  private static final int BLOCK = 256;
  private static final int TILE = 32;

  /** A matrix that is all of an array. */
  static Matrix of(double[] data, int rows, int columns) {
    return new Matrix(data, 0, rows, columns, columns);
  }

  /** Writes the transpose of another matrix, in tiles that fit the first cache. */
  void setTransposed(Matrix other) {
    for (int top = 0; top < rows; top += TILE) {
      for (int left = 0; left < columns; left += TILE) {
        for (int i = top; i < Math.min(top + TILE, rows); i++) {
          for (int j = left; j < Math.min(left + TILE, columns); j++) {
            data[offset + i * stride + j] = other.data[other.offset + j * other.stride + i];
          }
        }
      }
    }
  }

  /** Adds the product of two matrices; at no cost where one of them is 0. */
  void addProduct(Matrix left, Matrix right) {
    if (left.isZero() || right.isZero()) {
      return;
    }
    for (int depth = 0; depth < left.columns; depth += DEPTH) {
      int end = Math.min(depth + DEPTH, left.columns);
      for (int from = 0; from < columns; from += BLOCK) {
        for (int i = 0; i < rows; i++) {
          addProduct(left, right, i, depth, end, from, Math.min(BLOCK, columns - from));
        }
      }
    }
  }

  private void addProduct(
      Matrix left, Matrix right, int i, int depth, int end, int from, int count) {
    int k = depth;
    for (; k + 4 <= end; k += 4) {
      addRows(left, right, i, k, from, count);
    }
    for (; k < end; k++) {
      double factor = left.data[left.offset + i * left.stride + k];
      int to = offset + i * stride + from;
      int row = right.offset + k * right.stride + from;
      for (int j = 0; j < count; j++) {
        data[to + j] += factor * right.data[row + j];
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
