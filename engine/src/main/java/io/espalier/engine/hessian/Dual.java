package io.espalier.engine.hessian;

import io.espalier.tensor.Tensor;

/**
 * Numbers that move: each has a value, and the tangent at which it moves.
 *
 * @param value row-major
 * @param tangent of the same length
 */
record Dual(double[] value, double[] tangent) {
  /** Numbers that are 0 and stay so. */
  static Dual zeros(int size) {
    return new Dual(new double[size], new double[size]);
  }

  /** A parameter. */
  static Dual of(Tensor value, Tensor tangent) {
    return new Dual(doubles(value), doubles(tangent));
  }

  private static double[] doubles(Tensor tensor) {
    double[] doubles = new double[tensor.data().length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = tensor.data()[i];
    }
    return doubles;
  }

  int size() {
    return value.length;
  }

  /** Adds other numbers to these. */
  void add(Dual other) {
    for (int i = 0; i < value.length; i++) {
      value[i] += other.value[i];
      tangent[i] += other.tangent[i];
    }
  }
}
