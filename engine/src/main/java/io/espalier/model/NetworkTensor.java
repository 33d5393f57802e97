package io.espalier.model;

/**
 * One tensor of a network.
 *
 * @param name the layer's name and the tensor's own, such as {@code fc1.weight}
 * @param shape sizes, outermost first
 */
public record NetworkTensor(String name, int[] shape, Role role) {
  /** What a tensor is to its layer. */
  public enum Role {
    /** Weights of a dense layer or a convolution: what pruning is about. */
    WEIGHT,
    /** Bias of a dense layer or a convolution. */
    BIAS,
    /** Batch norm's γ. */
    SCALE,
    /** Batch norm's β. */
    SHIFT,
    /** Batch norm's running mean, a buffer. */
    RUNNING_MEAN,
    /** Batch norm's running variance, a buffer. */
    RUNNING_VARIANCE;

    /** Whether the forward pass moves it and no optimizer does. */
    public boolean isBuffer() {
      return this == RUNNING_MEAN || this == RUNNING_VARIANCE;
    }
  }
}
