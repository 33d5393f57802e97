package io.espalier.experiment;

import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.ScopeDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.LeftOut;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each round removes: either {@code fraction} of what remains, {@code rounds} times, or down
 * to each of {@code densities}.
 *
 * @param criterion a criterion of the catalog
 * @param granularity what is removed as one piece
 * @param scope over what scores are compared
 * @param byLayer other pieces or another criterion, by layer name or {@link
 *     io.espalier.catalog.LayerGroup}
 * @param rounds number of rounds, null where densities are given
 * @param fraction of what remains that goes in a round, null where densities are given
 * @param fractions other fractions for single layers, by layer name or {@link
 *     io.espalier.catalog.LayerGroup}
 * @param densities kept / prunable after each round, strictly descending, null where rounds are
 * @param ignore layers that are never pruned, by layer name or {@link
 *     io.espalier.catalog.LayerGroup}
 * @param examples examples that a criterion with data looks at
 * @param at which weights are scored
 * @param steps how many times weights are scored on the way to a density
 * @param shrink whether training and inference run on the smaller network that is left
 * @param remove which scores go
 * @param schedule how much goes in each round, null where rounds or densities say so
 */
public record PruneConfig(
    @Doc(
            "The criterion that scores the weights; the lowest scores go, unless remove says"
                + " otherwise.")
        @Known(CriterionDescriptor.KIND)
        @Default("magnitude")
        Named criterion,
    @Doc(
            "What is removed as one piece: single weights, all weights that enter one unit, or all"
                + " that leave one input.")
        @Default("weight")
        Granularity granularity,
    @Doc("Among what scores are compared: within each layer, over all layers at once, ….")
        @Known(ScopeDescriptor.KIND)
        @Default("layer")
        Named scope,
    @Doc(
            "Another granularity or criterion for single layers, by layer name or group of layers:"
                + " output, shortcut, conv, dense. Needs scope layer, since pieces of different"
                + " kinds cannot be compared.")
        @Default("{}")
        @LeftOut
        Map<String, LayerPruneConfig> byLayer,
    @Doc("Number of rounds; needs fraction, and excludes densities.") @Range(min = 1, max = 99)
        @Nullable Integer rounds,
    @Doc("Part of what remains that goes in each round; exactly that many, halves to even.")
        @Range(min = 0, max = 1, below = true)
        @Nullable Double fraction,
    @Doc(
            "Other fractions for single layers, by layer name or group of layers: output, shortcut,"
                + " conv, dense.")
        @Range(min = 0, max = 1, below = true)
        @Default("{}")
        Map<String, Double> fractions,
    @Doc("Kept / prunable weights after each round, strictly descending: in place of rounds.")
        @Range(min = 0, above = true, max = 1)
        @Nullable List<Double> densities,
    @Doc("Layers that are never pruned, by name or group of layers: output, shortcut, conv, dense.")
        @Default("[]")
        List<String> ignore,
    @Doc("Training examples that a criterion with data (such as snip) looks at.")
        @Range(min = 1, max = 1e6)
        @Default("100")
        int examples,
    @Doc(
            "Which weights are scored: those that the round before has trained, or the initial"
                + " ones, straight down to each of densities, before any training.")
        @Default("trained")
        At at,
    @Doc(
            "How many times weights are scored on the way to a density, each time those that the"
                + " time before has left; more than 1 needs at: initialisation. SynFlow takes 100.")
        @Range(min = 1, max = 1000)
        @Default("1")
        int steps,
    @Doc(
            "Whether pruned filters and neurons are taken out of the network that trains and"
                + " predicts, with their biases and batch norms; those that can only go together"
                + " are then ranked together. Needs granularity filter.")
        @Default("false")
        boolean shrink,
    @Doc(
            "Which scores go. highest is a control: as many pieces, those that the criterion would"
                + " keep (the inverted masks of Frankle et al. 2021).")
        @Default("lowest")
        Remove remove,
    @Doc(
            "How much goes in each round, as one choice: in place of rounds, fraction and"
                + " fractions, and of densities.")
        @Nullable ScheduleConfig schedule) {
  public PruneConfig {
    byLayer = Collections.unmodifiableMap(new LinkedHashMap<>(byLayer));
    fractions = Collections.unmodifiableMap(new LinkedHashMap<>(fractions));
    densities = densities == null ? null : List.copyOf(densities);
    ignore = List.copyOf(ignore);
  }

  /**
   * What each layer of a network loses as one piece.
   *
   * @throws IllegalArgumentException for layers that the network does not have
   */
  public Granularities granularities(NetworkDescriptor network) {
    SortedMap<String, Granularity> others = new TreeMap<>();
    byLayer.forEach(
        (name, own) ->
            Layers.resolve(network, name)
                .forEach(layer -> others.put(layer, own.granularity(this))));
    return new Granularities(granularity, others);
  }

  /** The pieces that a criterion of these settings scores. */
  public Set<Granularity> scoredBy(Named one) {
    Set<Granularity> scored = EnumSet.noneOf(Granularity.class);
    if (one.equals(criterion)) {
      scored.add(granularity);
    }
    for (LayerPruneConfig own : byLayer.values()) {
      if (one.equals(own.criterion(this))) {
        scored.add(own.granularity(this));
      }
    }
    return scored;
  }

  /**
   * How much goes in each round, however the file says it.
   *
   * @throws IllegalStateException where it says it in no way that is whole
   */
  public ScheduleConfig effectiveSchedule() {
    if (schedule != null) {
      return schedule;
    }
    if (densities != null) {
      return new ScheduleConfig.Densities(densities);
    }
    if (rounds == null || fraction == null) {
      throw new IllegalStateException("prune: rounds " + rounds + ", fraction " + fraction);
    }
    return new ScheduleConfig.Fraction(rounds, fraction, fractions);
  }

  /** Which weights are scored. */
  public enum At {
    /** Those that the round before has trained. */
    TRAINED,
    /** The initial ones: every density is reached from the dense network, before any training. */
    INITIALISATION
  }

  /** Which scores go. */
  public enum Remove {
    /** The lowest: what the criterion holds for the least. */
    LOWEST,
    /** The highest, at the same density. */
    HIGHEST
  }
}
