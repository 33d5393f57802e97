package io.espalier.model;

import java.util.List;
import java.util.SortedMap;

/**
 * A network in plain Java: executors build their own form of it. The last layer gives logits; the
 * loss is the mean softmax cross-entropy over the batch. Its layers fit each other: a specification
 * that does not is refused.
 *
 * @param name its name in the catalog
 * @param inputShape {@code [channels, height, width]}
 * @param classes number of logits
 * @param layers in the order the data takes
 * @param initialiser how weights begin; biases begin at 0
 */
public record NetworkSpec(
    String name,
    List<Integer> inputShape,
    int classes,
    List<Layer> layers,
    Initialiser initialiser) {
  /**
   * Checks that the layers fit.
   *
   * @throws IllegalArgumentException naming the first layer that does not, and why
   */
  public NetworkSpec {
    inputShape = List.copyOf(inputShape);
    layers = List.copyOf(layers);
    ShapeCheck.of(name, inputShape, layers).requireLogits(classes);
  }

  /** Shapes of all parameters by name: {@code fc1.weight} and {@code fc1.bias} and so on. */
  public SortedMap<String, int[]> parameterShapes() {
    return ShapeCheck.of(name, inputShape, layers).parameters();
  }

  /** Values of the largest array that one example becomes on its way, the input included. */
  public int largestActivation() {
    return ShapeCheck.of(name, inputShape, layers).largest();
  }

  /** Values of one input example. */
  public int inputSize() {
    return inputShape.stream().reduce(1, Math::multiplyExact);
  }
}
