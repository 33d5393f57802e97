package io.espalier.treatment;

import io.espalier.model.NetworkSpec;
import io.espalier.model.NetworkTensor;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A network's tensors out of a file that others wrote. */
final class ForeignWeights {
  private ForeignWeights() {}

  /**
   * All tensors of a network by its own names.
   *
   * @param file tensors by their names in the file
   * @param names names in the file by the network's own, where they differ
   * @throws IllegalArgumentException when a tensor is missing, has another shape, holds what is no
   *     number, or is not asked for
   */
  static SortedMap<String, Tensor> take(
      NetworkSpec network, Map<String, Tensor> file, Map<String, String> names) {
    SortedMap<String, NetworkTensor> wanted = network.tensors();
    for (String name : names.keySet()) {
      if (!wanted.containsKey(name)) {
        throw new IllegalArgumentException(
            "tensors: " + name + " (expected one of: " + wanted.keySet() + ")");
      }
    }
    TreeSet<String> left = new TreeSet<>(file.keySet());
    SortedMap<String, Tensor> taken = new TreeMap<>();
    wanted.forEach(
        (name, described) -> {
          String there = names.getOrDefault(name, name);
          Tensor tensor = file.get(there);
          if (tensor == null) {
            throw new IllegalArgumentException(
                "start_weights: no tensor "
                    + there
                    + (there.equals(name) ? "" : " for " + name)
                    + " (the file holds: "
                    + new TreeSet<>(file.keySet())
                    + "; map names with model.tensors)");
          }
          check(name, there, described.shape(), tensor);
          taken.put(name, tensor.copy());
          left.remove(there);
        });
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "start_weights: " + left + " are tensors of no layer of the network");
    }
    return taken;
  }

  private static void check(String name, String there, int[] shape, Tensor tensor) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "start_weights: "
              + there
              + " has shape "
              + Arrays.toString(tensor.shape())
              + " (expected: "
              + Arrays.toString(shape)
              + " of "
              + name
              + ")");
    }
    for (float value : tensor.data()) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("start_weights: " + there + " holds " + value);
      }
    }
  }
}
