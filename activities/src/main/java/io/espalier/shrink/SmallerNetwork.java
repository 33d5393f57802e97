package io.espalier.shrink;

import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The specification of a network of which not all units are left. */
final class SmallerNetwork {
  private SmallerNetwork() {}

  /**
   * The smaller network; its layers have the names of the original's.
   *
   * @param units what stays of each layer with tensors
   */
  static NetworkSpec of(NetworkSpec original, Map<String, LayerUnits> units) {
    return new NetworkSpec(
        original.name(),
        original.inputShape(),
        original.classes(),
        layers(original.layers(), units),
        original.initialiser());
  }

  private static List<Layer> layers(List<Layer> original, Map<String, LayerUnits> units) {
    List<Layer> smaller = new ArrayList<>();
    for (Layer layer : original) {
      if (layer instanceof Layer.Dense dense) {
        LayerUnits left = left(dense.name(), units);
        smaller.add(new Layer.Dense(dense.name(), left.keptInputs(), left.keptOutputs()));
      } else if (layer instanceof Layer.Conv conv) {
        smaller.add(conv(conv, left(conv.name(), units)));
      } else if (layer instanceof Layer.BatchNorm norm) {
        smaller.add(new Layer.BatchNorm(norm.name(), left(norm.name(), units).keptOutputs()));
      } else if (layer instanceof Layer.Residual residual) {
        smaller.add(
            new Layer.Residual(layers(residual.body(), units), layers(residual.shortcut(), units)));
      } else {
        smaller.add(layer);
      }
    }
    return smaller;
  }

  private static Layer conv(Layer.Conv conv, LayerUnits left) {
    return new Layer.Conv(
        conv.name(),
        left.keptInputs(),
        left.keptOutputs(),
        conv.kernel(),
        conv.stride(),
        conv.padding(),
        conv.groups() == 1 ? 1 : left.keptOutputs(),
        conv.bias());
  }

  private static LayerUnits left(String layer, Map<String, LayerUnits> units) {
    return Objects.requireNonNull(units.get(layer), layer);
  }
}
