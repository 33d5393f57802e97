package io.espalier.tensor;

import java.util.Map;

/** Tensors by name. */
public final class Tensors {
  private Tensors() {}

  /**
   * The tensor of this name.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static Tensor get(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "tensor: " + name + " (expected one of: " + tensors.keySet() + ")");
    }
    return tensor;
  }
}
