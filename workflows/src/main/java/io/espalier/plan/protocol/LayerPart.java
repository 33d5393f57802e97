package io.espalier.plan.protocol;

import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.LayerPruneConfig;
import io.espalier.experiment.Layers;
import io.espalier.experiment.PruneConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Layers that are pruned in one way.
 *
 * @param layers by name, at least one; none that is ignored
 */
record LayerPart(List<String> layers, Granularity granularity, Named criterion) {
  /** The parts that a network's layers fall into, those of no entry of their own first. */
  static List<LayerPart> of(NetworkDescriptor network, PruneConfig prune, List<String> ignore) {
    List<String> rest = new ArrayList<>(network.layers().stream().map(LayerShape::name).toList());
    rest.removeAll(ignore);
    List<LayerPart> parts = new ArrayList<>();
    for (Map.Entry<String, LayerPruneConfig> entry : prune.byLayer().entrySet()) {
      List<String> layers =
          Layers.resolve(network, entry.getKey()).stream().filter(rest::contains).sorted().toList();
      rest.removeAll(layers);
      LayerPruneConfig own = entry.getValue();
      parts.add(new LayerPart(layers, own.granularity(prune), own.criterion(prune)));
    }
    parts.add(0, new LayerPart(rest, prune.granularity(), prune.criterion()));
    parts.removeIf(part -> part.layers().isEmpty());
    return List.copyOf(parts);
  }

  /** Whether they are pruned as layers are that the settings do not name. */
  boolean isUsual(PruneConfig prune) {
    return granularity == prune.granularity() && criterion.equals(prune.criterion());
  }
}
