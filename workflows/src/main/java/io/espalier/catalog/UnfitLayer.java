package io.espalier.catalog;

/**
 * A layer of a network that something cannot pass through: an executor, a criterion, shrinking.
 *
 * @param index of the layer in the network, or of the residual block that holds it; from 0
 * @param layer its name and kind, such as {@code conv1 (conv)}
 * @param why what keeps it from passing, such as {@code the executor jvm has no such kind of layer}
 */
public record UnfitLayer(int index, String layer, String why) {
  @Override
  public String toString() {
    return "layer " + layer + ": " + why;
  }
}
