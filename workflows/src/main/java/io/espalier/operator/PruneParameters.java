package io.espalier.operator;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code prune}: inputs {@code scores}, optionally {@code mask} (absent in the first
 * round); output {@code mask}; result {@link PruneResult}.
 *
 * @param network name of the network
 * @param granularity {@code weight} or {@code filter}
 * @param scope {@code global} or {@code layer}
 * @param fraction of what remains that goes, in [0, 1)
 * @param fractions other fractions for single layers, by layer name; only for scope layer
 * @param density of all prunable weights that shall remain, in (0, 1]; overrides the fractions
 * @param ignore layers that are never pruned, by name
 * @param together true where filters that can only be taken out of the network together are scored
 *     and go together, null where each is for itself
 */
public record PruneParameters(
    String network,
    String granularity,
    String scope,
    double fraction,
    Map<String, Double> fractions,
    @Nullable Double density,
    List<String> ignore,
    @Nullable Boolean together) {
  public PruneParameters {
    fractions = Sorted.copy(fractions);
    ignore = List.copyOf(ignore);
  }

  /** Every weight or filter for itself. */
  public PruneParameters(
      String network,
      String granularity,
      String scope,
      double fraction,
      Map<String, Double> fractions,
      @Nullable Double density,
      List<String> ignore) {
    this(network, granularity, scope, fraction, fractions, density, ignore, null);
  }
}
