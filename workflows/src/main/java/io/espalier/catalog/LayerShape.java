package io.espalier.catalog;

import java.util.Arrays;
import java.util.List;

/**
 * One layer with weights, as the planner sees it.
 *
 * @param name parameter prefix, such as {@code fc1}; its tensors are {@code fc1.weight} and {@code
 *     fc1.bias}
 * @param kind {@code dense} or {@code conv}
 * @param weightShape {@code [out, in]} or {@code [out, in, kH, kW]}
 * @param biases number of biases, 0 for none
 * @param output whether this is the layer that gives the classes
 * @param shortcut whether it lies on the shorter way past the body of a residual block
 */
public record LayerShape(
    String name,
    String kind,
    List<Integer> weightShape,
    int biases,
    boolean output,
    boolean shortcut) {
  public LayerShape {
    weightShape = List.copyOf(weightShape);
  }

  /** A layer that is on no shortcut. */
  public LayerShape(
      String name, String kind, List<Integer> weightShape, int biases, boolean output) {
    this(name, kind, weightShape, biases, output, false);
  }

  /** The same layer as the one that gives the classes. */
  public LayerShape asOutput() {
    return new LayerShape(name, kind, weightShape, biases, true, shortcut);
  }

  /** Number of weights, biases not counted. */
  public long weights() {
    return weightShape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Number of pieces, see {@link Granularity#shapeOfPieces}. */
  public long pieces(Granularity granularity) {
    int[] shape = weightShape.stream().mapToInt(Integer::intValue).toArray();
    return Arrays.stream(granularity.shapeOfPieces(shape))
        .asLongStream()
        .reduce(1, Math::multiplyExact);
  }

  /** Whether it can do with fewer pieces, see {@link NetworkDescriptor#prunableLayers}. */
  boolean mayLose(Granularity granularity) {
    return switch (granularity) {
      case WEIGHT -> true;
      case FILTER -> !output;
      case CHANNEL -> pieces(granularity) > 1;
    };
  }

  /** Name of the weight tensor. */
  public String weightName() {
    return name + ".weight";
  }
}
