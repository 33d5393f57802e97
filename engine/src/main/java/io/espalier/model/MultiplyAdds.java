package io.espalier.model;

import io.espalier.model.layer.NetworkTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Multiplications with a weight, each with the addition that follows it, that one example takes
 * through a network. A weight of a dense layer is used once; a weight of a convolution once for
 * every position of its filter, positions over the zeros of the padding included. Biases,
 * normalisation, non-linearities, gates and pooling are not counted.
 */
public final class MultiplyAdds {
  /** Of one weight tensor: how many weights it has, and how often an example uses each. */
  private record Used(long weights, long times) {}

  private final SortedMap<String, Used> tensors = new TreeMap<>();

  private MultiplyAdds() {}

  /** Those of a network. */
  public static MultiplyAdds of(NetworkSpec network) {
    MultiplyAdds counted = new MultiplyAdds();
    for (Graph.Node node : network.graph().nodes()) {
      for (NetworkTensor tensor : node.tensors()) {
        if (tensor.role() == NetworkTensor.Role.WEIGHT) {
          // Every unit of a layer gives as many values, and uses its weights once for each.
          counted.tensors.put(
              tensor.name(), new Used(size(tensor.shape()), size(node.out()) / tensor.shape()[0]));
        }
      }
    }
    return counted;
  }

  /** With all weights. */
  public long dense() {
    return kept(Map.of());
  }

  /**
   * With the weights that are left.
   *
   * @param left how many, by tensor; a tensor that it does not have is whole
   * @throws IllegalArgumentException when a tensor is not the network's
   */
  public long kept(Map<String, Long> left) {
    for (String name : left.keySet()) {
      if (!tensors.containsKey(name)) {
        throw new IllegalArgumentException(
            "tensor " + name + " (expected: one of " + tensors.keySet() + ")");
      }
    }
    long sum = 0;
    for (Map.Entry<String, Used> each : tensors.entrySet()) {
      Used used = each.getValue();
      long weights = left.getOrDefault(each.getKey(), used.weights());
      sum = Math.addExact(sum, Math.multiplyExact(weights, used.times()));
    }
    return sum;
  }

  private static long size(int[] shape) {
    return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
  }
}
