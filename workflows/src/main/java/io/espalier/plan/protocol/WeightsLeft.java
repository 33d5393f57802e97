package io.espalier.plan.protocol;

import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.experiment.Layers;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.ScheduleConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How many weights a mask will keep, by arithmetic alone. */
final class WeightsLeft {
  private WeightsLeft() {}

  /**
   * Weights of all layers that are left after a round: those of ignored layers, and of the others
   * what the schedule leaves, rounded within the whole network or within each layer as the scope
   * compares them. A scope that shares weights out in its own way may differ by single weights.
   *
   * @param round from 1
   * @return none where other pieces than weights go
   */
  static OptionalLong of(NetworkDescriptor network, PruneConfig prune, int round) {
    if (!prune.granularities(network).equals(Granularities.of(Granularity.WEIGHT))) {
      return OptionalLong.empty();
    }
    TreeSet<String> ignored = new TreeSet<>();
    prune.ignore().forEach(name -> ignored.addAll(Layers.resolve(network, name)));
    List<LayerShape> prunable = network.prunableLayers(Granularity.WEIGHT, ignored);
    long all = network.layers().stream().mapToLong(LayerShape::weights).sum();
    long may = prunable.stream().mapToLong(LayerShape::weights).sum();
    ScheduleConfig schedule = prune.effectiveSchedule();
    Map<String, Double> fractions = fractions(network, schedule);
    if (!prune.scope().name().equals("layer")) {
      return OptionalLong.of(all - may + left(may, schedule, round, null, fractions));
    }
    long left = 0;
    for (LayerShape layer : prunable) {
      left += left(layer.weights(), schedule, round, layer.name(), fractions);
    }
    return OptionalLong.of(all - may + left);
  }

  private static Map<String, Double> fractions(NetworkDescriptor network, ScheduleConfig schedule) {
    Map<String, Double> fractions = new HashMap<>();
    if (schedule instanceof ScheduleConfig.Fraction parts) {
      parts
          .fractions()
          .forEach(
              (name, part) ->
                  Layers.resolve(network, name).forEach(layer -> fractions.put(layer, part)));
    }
    return fractions;
  }

  private static long left(
      long weights,
      ScheduleConfig schedule,
      int round,
      @Nullable String layer,
      Map<String, Double> fractions) {
    if (!(schedule instanceof ScheduleConfig.Fraction parts)) {
      Double density = schedule.density(round);
      return density == null ? weights : part(density, weights);
    }
    double fraction =
        layer == null ? parts.fraction() : fractions.getOrDefault(layer, parts.fraction());
    long left = weights;
    for (int i = 0; i < round; i++) {
      left -= part(fraction, left);
    }
    return left;
  }

  /** Halves go to the even neighbour, as where weights are pruned. */
  private static long part(double fraction, long of) {
    return BigDecimal.valueOf(fraction)
        .multiply(BigDecimal.valueOf(of))
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }
}
