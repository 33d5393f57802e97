package io.espalier.model;

import io.espalier.catalog.LayerShape;
import java.util.List;

/** What the planner sees of layers: those with weights. */
final class LayerShapes {
  private LayerShapes() {}

  /**
   * Adds the layers with weights, input side first, a residual's body before its shortcut.
   *
   * @param shortcut whether these layers are the shortcut of a residual
   */
  static void collect(List<Layer> layers, boolean shortcut, List<LayerShape> shapes) {
    for (Layer layer : layers) {
      if (layer instanceof Layer.Dense dense) {
        List<Integer> weights = List.of(dense.out(), dense.in());
        shapes.add(new LayerShape(dense.name(), "dense", weights, dense.out(), false, shortcut));
      } else if (layer instanceof Layer.Conv conv) {
        List<Integer> weights =
            List.of(conv.out(), conv.in() / conv.groups(), conv.kernel(), conv.kernel());
        int biases = conv.bias() ? conv.out() : 0;
        shapes.add(new LayerShape(conv.name(), "conv", weights, biases, false, shortcut));
      } else if (layer instanceof Layer.Residual residual) {
        collect(residual.body(), shortcut, shapes);
        collect(residual.shortcut(), true, shapes);
      }
    }
  }
}
