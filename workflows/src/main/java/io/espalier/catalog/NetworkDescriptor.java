package io.espalier.catalog;

import java.util.List;

/** A network as the planner sees it: the shapes it needs to plan and check, no tensors. */
public interface NetworkDescriptor extends Descriptor {
  /** Shape of one input example, {@code [channels, height, width]}. */
  List<Integer> inputShape();

  /** Number of classes. */
  int classes();

  /** The layers with weights, input side first. */
  List<LayerShape> layers();

  /** All trainable parameters, biases included. */
  default long parameterCount() {
    return layers().stream().mapToLong(layer -> layer.weights() + layer.biases()).sum();
  }
}
