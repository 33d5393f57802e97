package io.espalier.shrink;

import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Masks of whole filters, over every weight tensor but the last layer's. */
final class FilterMasks {
  private FilterMasks() {}

  /**
   * Keeps about this fraction of the filters of every layer.
   *
   * @param output name of the layer that gives the logits
   */
  static Mask random(NetworkSpec network, String output, RandomSource random, double density) {
    return of(
        network,
        output,
        (layer, filter) -> filter == 0 || random.at(layer).uniform(filter) < density);
  }

  /** Keeps the filters that a function of layer and index says. */
  static Mask of(NetworkSpec network, String output, BiPredicate<String, Integer> keeps) {
    Map<String, int[]> shapes = new TreeMap<>();
    Map<String, boolean[]> kept = new TreeMap<>();
    network
        .weightShapes()
        .forEach(
            (name, shape) -> {
              String layer = name.substring(0, name.lastIndexOf('.'));
              if (!layer.equals(output)) {
                int size = 1;
                for (int i = 1; i < shape.length; i++) {
                  size *= shape[i];
                }
                boolean[] flags = new boolean[shape[0] * size];
                for (int filter = 0; filter < shape[0]; filter++) {
                  boolean keep = keeps.test(layer, filter);
                  Arrays.fill(flags, filter * size, (filter + 1) * size, keep);
                }
                shapes.put(name, shape);
                kept.put(name, flags);
              }
            });
    return new Mask(shapes, kept);
  }
}
