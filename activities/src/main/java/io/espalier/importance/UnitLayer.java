package io.espalier.importance;

import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.prune.Ranking;
import io.espalier.shrink.FilterGroups;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * A layer whose units are looked at, or several layers whose units of one number go together.
 *
 * @param weights names of the weight tensors {@code [out, …]}
 * @param alive units that have a weight left in one of the layers, {@code [out]}
 */
record UnitLayer(List<String> weights, boolean[] alive) {
  /** The layers of a mask, each for itself or as residuals tie them. */
  static List<UnitLayer> of(NetworkSpec network, Mask mask, boolean together) {
    List<List<String>> groups = together ? FilterGroups.of(network) : Ranking.apart(mask);
    return groups.stream()
        .filter(mask.names()::containsAll)
        .map(group -> new UnitLayer(group, alive(mask, group)))
        .toList();
  }

  int units() {
    return alive.length;
  }

  /** What it is called: {@code conv1}, or {@code conv1+layer1.conv2}. */
  String label() {
    return weights.stream()
        .map(weight -> weight.substring(0, weight.lastIndexOf('.')))
        .collect(Collectors.joining("+"));
  }

  /** The mean over the layers of a unit's score. */
  double score(SortedMap<String, Tensor> scores, int unit) {
    double sum = 0;
    for (String weight : weights) {
      sum += Tensors.get(scores, weight).data()[unit];
    }
    return sum / weights.size();
  }

  private static boolean[] alive(Mask mask, List<String> group) {
    boolean[] alive = new boolean[mask.shape(group.get(0))[0]];
    for (String weight : group) {
      boolean[] flags = mask.flags(weight);
      for (int i = 0; i < flags.length; i++) {
        alive[i / (flags.length / alive.length)] |= flags[i];
      }
    }
    return alive;
  }
}
