package io.espalier.shrink;

import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.Units;
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
    return original.with(layer -> smaller(layer, units));
  }

  /** All other layers have as many units as those before them. */
  private static Layer smaller(Layer layer, Map<String, LayerUnits> units) {
    return layer.passing() == Units.WEIGHTED
        ? layer.withUnits(
            Objects.requireNonNull(units.get(layer.name()), layer.label()).keptOutputs())
        : layer;
  }
}
