package io.espalier.shrink;

import io.espalier.model.NetworkSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Layers whose filters of one number can only be taken out together: their outputs are added to
 * each other by residuals, or one is the depthwise convolution of the other. The groups of a
 * dependency graph (Fang et al. 2023, section 3.2), which here always tie whole layers.
 */
public final class FilterGroups {
  private FilterGroups() {}

  /**
   * Names of weight tensors by group, in alphabetical order; a layer that is tied to no other is a
   * group of its own. What is tied to the network's input is in none: it can never be taken out.
   */
  public static List<List<String>> of(NetworkSpec network) {
    UnitGraph graph = UnitGraph.of(network, null);
    UnitGroups units = new UnitGroups(graph);
    SortedMap<String, Integer> groups = new TreeMap<>();
    for (UnitGraph.Step step : graph.steps()) {
      if (step instanceof UnitGraph.Link link) {
        groups.put(link.layer() + ".weight", units.of(link.to(), 0));
      }
    }
    groups.values().removeIf(group -> group == units.of(0, 0));
    Map<Integer, List<String>> byGroup = new LinkedHashMap<>();
    groups.forEach(
        (name, group) -> byGroup.computeIfAbsent(group, first -> new ArrayList<>()).add(name));
    return List.copyOf(byGroup.values());
  }
}
