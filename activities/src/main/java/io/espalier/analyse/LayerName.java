package io.espalier.analyse;

/** Names of layers. */
public final class LayerName {
  private static final String WEIGHT = ".weight";

  private LayerName() {}

  /** The layer of a weight tensor: {@code fc1} of {@code fc1.weight}. */
  public static String of(String tensor) {
    return tensor.endsWith(WEIGHT)
        ? tensor.substring(0, tensor.length() - WEIGHT.length())
        : tensor;
  }
}
