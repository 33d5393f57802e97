package io.espalier.train;

import io.espalier.tensor.Tensor;

/**
 * Whole numbers as a float tensor {@code [n, 4]}: each in four digits of 16 bits, lowest first,
 * since a float holds no more than 24 bits exactly.
 */
public final class Counters {
  private static final int DIGITS = 4;
  private static final int BITS = 16;

  private Counters() {}

  /** The tensor of some numbers. */
  public static Tensor encode(long... values) {
    Tensor tensor = Tensor.zeros(values.length, DIGITS);
    for (int i = 0; i < values.length; i++) {
      for (int d = 0; d < DIGITS; d++) {
        tensor.data()[i * DIGITS + d] = values[i] >>> (BITS * d) & 0xffff;
      }
    }
    return tensor;
  }

  /** The numbers of a tensor. */
  public static long[] decode(Tensor tensor) {
    long[] values = new long[tensor.data().length / DIGITS];
    for (int i = 0; i < values.length; i++) {
      for (int d = DIGITS - 1; d >= 0; d--) {
        values[i] = values[i] << BITS | (long) tensor.data()[i * DIGITS + d];
      }
    }
    return values;
  }
}
