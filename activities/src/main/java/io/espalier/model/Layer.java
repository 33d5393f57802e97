package io.espalier.model;

/** One element of a feed-forward network, in the order the data takes. */
public sealed interface Layer {
  /**
   * Fully connected: weight {@code [out, in]}, bias {@code [out]}.
   *
   * @param name parameter prefix
   */
  record Dense(String name, int in, int out) implements Layer {}

  /**
   * Convolution with bias: weight {@code [out, in, kernel, kernel]}, bias {@code [out]}, NCHW.
   *
   * @param name parameter prefix
   * @param padding zeros on every side
   */
  record Conv(String name, int in, int out, int kernel, int stride, int padding) implements Layer {}

  /** An element-wise non-linearity. */
  record Activation(Kind kind) implements Layer {
    /** The non-linearities. */
    public enum Kind {
      RELU,
      TANH
    }
  }

  /** Maximum over windows of {@code size} × {@code size}, moved by {@code stride}. */
  record MaxPool(int size, int stride) implements Layer {}

  /** {@code [C, H, W]} to {@code [C·H·W]}, row-major. */
  record Flatten() implements Layer {}
}
