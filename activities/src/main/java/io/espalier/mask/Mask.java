package io.espalier.mask;

import io.espalier.tensor.Tensor;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which prunable weights are kept. Holds one entry for every prunable weight tensor (ignored layers
 * and biases have none), under the tensor's own name. Immutable by convention: do not write into
 * the arrays it gives out.
 */
public final class Mask {
  private final SortedMap<String, int[]> shapes = new TreeMap<>();
  private final SortedMap<String, boolean[]> kept = new TreeMap<>();

  /** A mask from kept flags in row-major order, by tensor name, with the tensors' shapes. */
  public Mask(Map<String, int[]> shapes, Map<String, boolean[]> kept) {
    if (!shapes.keySet().equals(kept.keySet())) {
      throw new IllegalArgumentException(
          "mask: shapes of " + shapes.keySet() + " but flags of " + kept.keySet());
    }
    this.shapes.putAll(shapes);
    this.kept.putAll(kept);
  }

  /** Names of the prunable tensors, sorted. */
  public Iterable<String> names() {
    return Collections.unmodifiableSet(kept.keySet());
  }

  /** Kept flags of one tensor, or null where the tensor is not prunable. */
  public boolean @org.jspecify.annotations.Nullable [] of(String name) {
    return kept.get(name);
  }

  /** Shape of one prunable tensor. */
  public int[] shape(String name) {
    int[] shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException("mask: no tensor " + name);
    }
    return shape;
  }

  /** Number of kept weights. */
  public long keptCount() {
    long count = 0;
    for (boolean[] flags : kept.values()) {
      for (boolean flag : flags) {
        count += flag ? 1 : 0;
      }
    }
    return count;
  }

  /** Number of prunable weights. */
  public long prunableCount() {
    return kept.values().stream().mapToLong(flags -> flags.length).sum();
  }

  /**
   * Stores +0.0 in every pruned weight and leaves the kept ones as they are. Selects, never
   * multiplies: −0.0 and NaN would survive a product.
   */
  public void applyTo(Map<String, Tensor> weights) {
    kept.forEach(
        (name, flags) -> {
          Tensor tensor = weights.get(name);
          if (tensor == null || tensor.data().length != flags.length) {
            throw new IllegalArgumentException("mask does not fit the weights at " + name);
          }
          float[] data = tensor.data();
          for (int i = 0; i < data.length; i++) {
            if (!flags[i]) {
              data[i] = 0f;
            }
          }
        });
  }
}
