package io.espalier.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code prune}: inputs {@code scores}, optionally {@code mask} (absent in the first
 * round); output {@code mask}; result {@link PruneResult}.
 *
 * @param network name of the network
 * @param granularity {@code weight}, {@code filter} or {@code channel}
 * @param scope name of the scope
 * @param fraction of what remains that goes, in [0, 1)
 * @param fractions other fractions for single layers, by layer name; only for a scope that takes
 *     them
 * @param density of all prunable weights that shall remain, in (0, 1]; overrides the fractions
 * @param ignore layers that are never pruned, by name
 * @param together true where filters that can only be taken out of the network together are scored
 *     and go together, null where each is for itself
 * @param scopeSettings what differs from the defaults of the scope's settings, null for nothing
 * @param remove {@code highest} where the highest scores go, null for the lowest
 * @param granularities those of single layers, by layer name, null where all have one
 */
public record PruneParameters(
    String network,
    String granularity,
    String scope,
    double fraction,
    Map<String, Double> fractions,
    @Nullable Double density,
    List<String> ignore,
    @Nullable Boolean together,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectNode scopeSettings,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String remove,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> granularities) {
  public PruneParameters {
    fractions = Sorted.copy(fractions);
    ignore = List.copyOf(ignore);
    granularities = granularities == null ? null : Sorted.copy(granularities);
  }

  /** The lowest scores go, of a scope with its default settings. */
  public PruneParameters(
      String network,
      String granularity,
      String scope,
      double fraction,
      Map<String, Double> fractions,
      @Nullable Double density,
      List<String> ignore,
      @Nullable Boolean together) {
    this(
        network,
        granularity,
        scope,
        fraction,
        fractions,
        density,
        ignore,
        together,
        null,
        null,
        null);
  }

  /** Every piece for itself. */
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
