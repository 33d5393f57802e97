package io.espalier.experiment;

import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;

/** Names of layers as experiment files use them. */
public final class Layers {
  /** The role of the layer that gives the classes, usable in place of its name. */
  public static final String OUTPUT = "output";

  private Layers() {}

  /** The layer that a name or the role {@link #OUTPUT} stands for. */
  public static String resolve(NetworkDescriptor network, String name) {
    return network.layers().stream()
        .filter(layer -> layer.name().equals(name) || (name.equals(OUTPUT) && layer.output()))
        .map(LayerShape::name)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer: " + name + " (not in " + network.name() + ")"));
  }
}
