package io.espalier.experiment;

import io.espalier.catalog.LayerGroup;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of layers as experiment files use them. */
public final class Layers {
  private Layers() {}

  /**
   * The layers that a name, or the spelling of a {@link LayerGroup}, stands for; a group may be
   * empty in a network.
   *
   * @throws IllegalArgumentException for a name that the network does not have
   */
  public static List<String> resolve(NetworkDescriptor network, String name) {
    List<String> found =
        network.layers().stream()
            .filter(layer -> layer.name().equals(name) || inGroup(layer, name))
            .map(LayerShape::name)
            .toList();
    if (found.isEmpty() && !LayerGroup.isName(name)) {
      throw new IllegalArgumentException("layer: " + name + " (not in " + network.name() + ")");
    }
    return found;
  }

  /** What may be written in place of a layer of this network: its layers, its groups. */
  public static List<String> known(NetworkDescriptor network) {
    List<String> known = new ArrayList<>();
    network.layers().forEach(layer -> known.add(layer.name()));
    for (String group : LayerGroup.ids()) {
      if (!resolve(network, group).isEmpty()) {
        known.add(group);
      }
    }
    return known;
  }

  private static boolean inGroup(LayerShape layer, String name) {
    return LayerGroup.isName(name)
        && LayerGroup.valueOf(name.toUpperCase(Locale.ROOT)).contains(layer);
  }
}
