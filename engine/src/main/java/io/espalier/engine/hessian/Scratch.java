package io.espalier.engine.hessian;

import java.util.Arrays;

/** Matrices for a moment, in arrays that are used again: new large ones cost more than products. */
final class Scratch {
  private final double[][] slots = new double[2][0];

  /** A matrix of zeros, which holds until the slot is asked for again. */
  Matrix zeros(int slot, int rows, int columns) {
    int size = rows * columns;
    if (slots[slot].length < size) {
      slots[slot] = new double[size];
    } else {
      Arrays.fill(slots[slot], 0, size, 0);
    }
    return Matrix.of(slots[slot], rows, columns);
  }
}
