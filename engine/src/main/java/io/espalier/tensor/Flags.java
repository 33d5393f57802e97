package io.espalier.tensor;

import java.util.Arrays;

/**
 * A tensor of booleans in row-major (C) order, such as one tensor's mask. Mutable data, fixed
 * shape.
 *
 * @param shape sizes, outermost first
 * @param data {@code shape[0] * shape[1] * …} values
 */
public record Flags(int[] shape, boolean[] data) {
  public Flags {
    Shapes.requireSize(shape, data.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Flags that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Flags" + Arrays.toString(shape);
  }
}
