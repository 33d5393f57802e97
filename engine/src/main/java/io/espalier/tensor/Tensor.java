package io.espalier.tensor;

import java.util.Arrays;

/**
 * A dense float tensor in row-major (C) order. Mutable data, fixed shape.
 *
 * @param shape sizes, outermost first; {@code [out, in]} or {@code [out, in, kH, kW]} for weights
 * @param data {@code shape[0] * shape[1] * …} values
 */
public record Tensor(int[] shape, float[] data) {
  public Tensor {
    Shapes.requireSize(shape, data.length);
  }

  /** A tensor of zeros. */
  public static Tensor zeros(int... shape) {
    return new Tensor(shape, new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
  }

  /** A copy that shares nothing. */
  public Tensor copy() {
    return new Tensor(shape.clone(), data.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
