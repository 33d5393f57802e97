package io.espalier.analyse;

import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The straight line between the tensors of two networks of one kind. */
record Line(SortedMap<String, Tensor> from, SortedMap<String, Tensor> to) {
  Line {
    if (!from.keySet().equals(to.keySet())) {
      throw new IllegalArgumentException(
          "tensors: " + from.keySet() + " and " + to.keySet() + " (expected: the same)");
    }
    from.forEach(
        (name, tensor) -> {
          if (!Arrays.equals(tensor.shape(), Objects.requireNonNull(to.get(name)).shape())) {
            throw new IllegalArgumentException("tensor " + name + " has two shapes");
          }
        });
  }

  /**
   * The point {@code (1 − α) from + α to}; at 0 and 1 the ends themselves, bit for bit, and where
   * both ends are equal they are the point.
   */
  SortedMap<String, Tensor> at(double alpha) {
    SortedMap<String, Tensor> point = new TreeMap<>();
    from.forEach(
        (name, tensor) -> {
          float[] a = tensor.data();
          float[] b = Objects.requireNonNull(to.get(name)).data();
          float[] between = new float[a.length];
          for (int i = 0; i < a.length; i++) {
            between[i] =
                alpha == 0 || a[i] == b[i]
                    ? a[i]
                    : alpha == 1 ? b[i] : (float) ((1 - alpha) * a[i] + alpha * b[i]);
          }
          point.put(name, new Tensor(tensor.shape(), between));
        });
    return point;
  }
}
