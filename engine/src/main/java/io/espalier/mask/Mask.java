package io.espalier.mask;

import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which prunable weights are kept. Holds one entry for every prunable weight tensor (ignored layers
 * and biases have none), under the tensor's own name. Immutable by convention: do not write into
 * the arrays it gives out.
 */
public final class Mask {
  private final SortedMap<String, int[]> shapes = new TreeMap<>();
  private final SortedMap<String, boolean[]> kept = new TreeMap<>();

  /**
   * A mask from kept flags in row-major order, by tensor name, with the tensors' shapes.
   *
   * @throws IllegalArgumentException when the names differ or flags do not fill their shape
   */
  public Mask(Map<String, int[]> shapes, Map<String, boolean[]> kept) {
    if (!shapes.keySet().equals(kept.keySet())) {
      throw new IllegalArgumentException(
          "mask: shapes of " + shapes.keySet() + " but flags of " + kept.keySet());
    }
    this.shapes.putAll(shapes);
    this.kept.putAll(kept);
    this.kept.forEach(
        (name, flags) -> {
          long size = 1;
          for (int side : shape(name)) {
            size = Math.multiplyExact(size, side);
          }
          if (size != flags.length) {
            throw new IllegalArgumentException(
                "mask: " + name + " has " + flags.length + " flags (expected: " + size + ")");
          }
        });
  }

  /**
   * The mask that keeps everything. It has no entry for layers that cannot lose such pieces, see
   * {@link NetworkDescriptor#prunableLayers}.
   *
   * @param ignore layers that are never pruned, by name
   * @throws IllegalArgumentException when an ignored layer is unknown or nothing is left to prune
   */
  public static Mask dense(
      NetworkDescriptor network, Granularities granularities, Collection<String> ignore) {
    List<String> names = network.layers().stream().map(LayerShape::name).toList();
    for (String name : ignore) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("ignore: " + name + " (expected one of: " + names + ")");
      }
    }
    SortedMap<String, int[]> shapes = new TreeMap<>();
    SortedMap<String, boolean[]> flags = new TreeMap<>();
    for (LayerShape layer : network.prunableLayers(granularities, ignore)) {
      boolean[] all = new boolean[Math.toIntExact(layer.weights())];
      Arrays.fill(all, true);
      flags.put(layer.weightName(), all);
      shapes.put(
          layer.weightName(), layer.weightShape().stream().mapToInt(Integer::intValue).toArray());
    }
    if (flags.isEmpty()) {
      throw new IllegalArgumentException(
          "ignore: " + new TreeSet<>(ignore) + " leaves no layer of " + names + " to prune");
    }
    return new Mask(shapes, flags);
  }

  /** The same where all layers have one granularity. */
  public static Mask dense(
      NetworkDescriptor network, Granularity granularity, Collection<String> ignore) {
    return dense(network, Granularities.of(granularity), ignore);
  }

  /** Names of the prunable tensors, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(kept.keySet());
  }

  /** Kept flags of one tensor, row-major, or null where the tensor is not prunable. */
  public boolean @Nullable [] of(String name) {
    return kept.get(name);
  }

  /**
   * Kept flags of one prunable tensor, row-major.
   *
   * @throws IllegalArgumentException when the tensor is not prunable
   */
  public boolean[] flags(String name) {
    boolean[] flags = kept.get(name);
    if (flags == null) {
      throw new IllegalArgumentException("mask: no tensor " + name);
    }
    return flags;
  }

  /** Shape of one prunable tensor, {@code [out, in]} or {@code [out, in, kH, kW]}. */
  public int[] shape(String name) {
    int[] shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException("mask: no tensor " + name);
    }
    return shape;
  }

  /** Shapes of all prunable tensors. */
  public SortedMap<String, int[]> shapes() {
    return Collections.unmodifiableSortedMap(shapes);
  }

  /** Number of kept weights. */
  public long keptCount() {
    return kept.values().stream().mapToLong(Mask::count).sum();
  }

  /** Number of kept weights of each prunable tensor. */
  public SortedMap<String, Long> keptByTensor() {
    SortedMap<String, Long> counts = new TreeMap<>();
    kept.forEach((name, flags) -> counts.put(name, count(flags)));
    return counts;
  }

  /** Number of prunable weights. */
  public long prunableCount() {
    return kept.values().stream().mapToLong(flags -> flags.length).sum();
  }

  /** Kept weights as a fraction of the prunable ones, in [0, 1]. */
  public double density() {
    return (double) keptCount() / prunableCount();
  }

  /** Tensors of which nothing is kept, sorted: no signal passes such a layer. */
  public List<String> collapsed() {
    return kept.entrySet().stream()
        .filter(entry -> count(entry.getValue()) == 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether both are over the same tensors and this one keeps nothing that the other prunes. */
  public boolean isWithin(Mask other) {
    if (!sameTensorsAs(other)) {
      return false;
    }
    for (String name : names()) {
      boolean[] mine = flags(name);
      boolean[] theirs = other.flags(name);
      for (int i = 0; i < mine.length; i++) {
        if (mine[i] && !theirs[i]) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether both are over tensors of the same names and shapes. */
  public boolean sameTensorsAs(Mask other) {
    return names().equals(other.names())
        && names().stream().allMatch(name -> Arrays.equals(shape(name), other.shape(name)));
  }

  /**
   * Stores +0.0 in every pruned weight and leaves the kept ones as they are. Selects, never
   * multiplies: −0.0 and NaN would survive a product.
   *
   * @throws IllegalArgumentException when a tensor is missing or has another size
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

  private static long count(boolean[] flags) {
    long count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Mask that
        && sameTensorsAs(that)
        && names().stream().allMatch(name -> Arrays.equals(flags(name), that.flags(name)));
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<String, boolean[]> entry : kept.entrySet()) {
      hash = 31 * hash + entry.getKey().hashCode();
      hash = 31 * hash + Arrays.hashCode(entry.getValue());
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Mask[" + keptCount() + " of " + prunableCount() + " in " + names() + "]";
  }
}
