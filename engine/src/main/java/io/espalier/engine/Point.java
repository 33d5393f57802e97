package io.espalier.engine;

import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a network is looked at, whatever the parameters of the session are.
 *
 * @param parameters all of {@link NetworkSpec#tensors}, buffers included; used as they are, under
 *     no mask, and not written to
 * @param inputs {@code [≥ count, C, H, W]} row-major
 * @param count examples, at least 1
 * @param statistics what batch norms normalise by: those of these inputs, or the running ones among
 *     {@code parameters}
 */
public record Point(
    SortedMap<String, Tensor> parameters, float[] inputs, int count, Statistics statistics) {
  /**
   * Refuses a point that is none of a network's.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public void requireOf(NetworkSpec network) {
    if (count < 1 || inputs.length < (long) count * network.inputSize()) {
      throw new IllegalArgumentException(
          "count: "
              + count
              + " (expected: at least 1, with "
              + network.inputSize()
              + " inputs each; there are "
              + inputs.length
              + ")");
    }
    SortedMap<String, int[]> shapes = new TreeMap<>(network.parameterShapes());
    shapes.putAll(network.bufferShapes());
    if (!parameters.keySet().equals(shapes.keySet())) {
      throw new IllegalArgumentException(
          "parameters: " + parameters.keySet() + " (expected: " + shapes.keySet() + ")");
    }
    parameters.forEach(
        (name, tensor) -> {
          int[] shape = shapes.get(name);
          if (!Arrays.equals(tensor.shape(), shape)) {
            throw new IllegalArgumentException(
                name
                    + ": shape "
                    + Arrays.toString(tensor.shape())
                    + " (expected: "
                    + Arrays.toString(shape)
                    + ")");
          }
        });
  }
}
