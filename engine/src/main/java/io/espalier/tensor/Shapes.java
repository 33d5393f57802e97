package io.espalier.tensor;

import java.util.Arrays;

/** Checks that tensors of every element type share. */
final class Shapes {
  private Shapes() {}

  /**
   * Refuses a shape that does not describe this many values.
   *
   * @throws IllegalArgumentException for a negative side or another size
   */
  static void requireSize(int[] shape, int length) {
    long size = 1;
    for (int side : shape) {
      if (side < 0) {
        throw new IllegalArgumentException(
            "shape: " + Arrays.toString(shape) + " (expected: sides >= 0)");
      }
      size = Math.multiplyExact(size, side);
    }
    if (size != length) {
      throw new IllegalArgumentException(
          "data.length: "
              + length
              + " (expected: "
              + size
              + " for "
              + Arrays.toString(shape)
              + ")");
    }
  }
}
