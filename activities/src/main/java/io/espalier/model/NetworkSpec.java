package io.espalier.model;

import java.util.List;

/**
 * A network in plain Java: executors build their own form of it. The last layer gives logits; the
 * loss is the mean softmax cross-entropy over the batch.
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
  public NetworkSpec {
    inputShape = List.copyOf(inputShape);
    layers = List.copyOf(layers);
  }
}
