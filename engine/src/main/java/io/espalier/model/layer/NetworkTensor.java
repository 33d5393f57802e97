package io.espalier.model.layer;

/**
 * One tensor of a network.
 *
 * @param name the layer's name and the tensor's own, such as {@code fc1.weight}
 * @param shape sizes, outermost first
 */
public record NetworkTensor(String name, int[] shape, Role role) {
  /** What a tensor is to its layer, which also says how it begins. */
  public enum Role {
    /** What pruning is about, {@code [out, in, …]}; drawn by the network's initialiser. */
    WEIGHT,
    /** Bias of a dense layer or a convolution; 0. */
    BIAS,
    /** What values are multiplied by, such as a batch norm's γ or a gate; 1. */
    SCALE,
    /** Batch norm's β; 0. */
    SHIFT,
    /** Batch norm's running mean, a buffer; 0. */
    RUNNING_MEAN,
    /** Batch norm's running variance, a buffer; 1. */
    RUNNING_VARIANCE;

    /** Whether the forward pass moves it and no optimizer does. */
    public boolean isBuffer() {
      return this == RUNNING_MEAN || this == RUNNING_VARIANCE;
    }
  }
}
