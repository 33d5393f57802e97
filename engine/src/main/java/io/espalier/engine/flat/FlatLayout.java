package io.espalier.engine.flat;

import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where each parameter lies in one flat array of all parameters, every tensor in row-major order.
 * Immutable.
 */
public final class FlatLayout {
  private final List<Segment> segments;
  private final int size;

  /**
   * One parameter in the flat array.
   *
   * @param offset index of its first value
   * @param size number of its values
   */
  public record Segment(String name, int[] shape, int offset, int size) {}

  /** A layout of these parameters in this order. */
  public FlatLayout(List<String> order, Map<String, int[]> shapes) {
    if (order.size() != shapes.size() || !shapes.keySet().containsAll(order)) {
      throw new IllegalArgumentException(
          "order: " + order + " (expected: " + shapes.keySet() + ")");
    }
    List<Segment> all = new ArrayList<>();
    int offset = 0;
    for (String name : order) {
      int[] shape = shapes.get(name);
      if (shape == null) {
        throw new IllegalArgumentException("order: " + name + " twice");
      }
      int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      all.add(new Segment(name, shape.clone(), offset, count));
      offset = Math.addExact(offset, count);
    }
    this.segments = List.copyOf(all);
    this.size = offset;
  }

  /** The parameters in their order. */
  public List<Segment> segments() {
    return segments;
  }

  /** Number of all values. */
  public int size() {
    return size;
  }

  /**
   * The tensors' values as one flat array.
   *
   * @param suffix after each parameter's name in {@code tensors}, such as {@code /m}
   * @throws IllegalArgumentException when a tensor is missing or has another shape
   */
  public float[] flatten(Map<String, Tensor> tensors, String suffix) {
    float[] flat = new float[size];
    for (Segment segment : segments) {
      Tensor tensor = Tensors.get(tensors, segment.name() + suffix);
      if (!Arrays.equals(tensor.shape(), segment.shape())) {
        throw misfit(segment.name() + suffix, tensor.shape(), segment.shape());
      }
      System.arraycopy(tensor.data(), 0, flat, segment.offset(), segment.size());
    }
    return flat;
  }

  /** The flat array's values as tensors, each name followed by {@code suffix}. */
  public SortedMap<String, Tensor> tensors(float[] flat, String suffix) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (Segment segment : segments) {
      float[] data = Arrays.copyOfRange(flat, segment.offset(), segment.offset() + segment.size());
      tensors.put(segment.name() + suffix, new Tensor(segment.shape().clone(), data));
    }
    return tensors;
  }

  /**
   * Flat indices that a mask keeps, ascending; parameters that the mask does not name are kept.
   *
   * @return null where everything is kept
   */
  public int @Nullable [] survivors(@Nullable Mask mask) {
    if (mask == null) {
      return null;
    }
    for (String name : mask.names()) {
      if (segments.stream().noneMatch(segment -> segment.name().equals(name))) {
        throw new IllegalArgumentException("mask: " + name + " is no parameter of the network");
      }
    }
    int[] survivors = new int[size];
    int count = 0;
    for (Segment segment : segments) {
      boolean[] kept = mask.of(segment.name());
      if (kept != null && !Arrays.equals(mask.shape(segment.name()), segment.shape())) {
        throw misfit("mask of " + segment.name(), mask.shape(segment.name()), segment.shape());
      }
      for (int i = 0; i < segment.size(); i++) {
        if (kept == null || kept[i]) {
          survivors[count++] = segment.offset() + i;
        }
      }
    }
    return count == size ? null : Arrays.copyOf(survivors, count);
  }

  private static IllegalArgumentException misfit(String name, int[] shape, int[] expected) {
    return new IllegalArgumentException(
        name
            + ": shape "
            + Arrays.toString(shape)
            + " (expected: "
            + Arrays.toString(expected)
            + ")");
  }
}
