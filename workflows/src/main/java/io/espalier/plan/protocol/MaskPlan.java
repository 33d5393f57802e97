package io.espalier.plan.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.experiment.Layers;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.read.Settings;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Score and Prune tasks of arms that make masks of their own. */
final class MaskPlan {
  private final Replicate replicate;
  private final PruneConfig prune;
  private final CriterionDescriptor criterion;
  private final NetworkDescriptor network;
  private final List<String> ignore;
  private final SortedMap<String, Double> fractions = new TreeMap<>();

  MaskPlan(Replicate replicate, PruneConfig prune) {
    this.replicate = replicate;
    this.prune = prune;
    this.criterion = replicate.catalog().get(CriterionDescriptor.class, prune.criterion().name());
    this.network = replicate.network();
    this.ignore = ignored(network, prune);
    prune
        .fractions()
        .forEach(
            (name, fraction) ->
                Layers.resolve(network, name).forEach(layer -> fractions.put(layer, fraction)));
  }

  /** Weights that these settings may remove. */
  static long prunable(NetworkDescriptor network, PruneConfig prune) {
    return network.prunableLayers(prune.granularity(), ignored(network, prune)).stream()
        .mapToLong(LayerShape::weights)
        .sum();
  }

  /** Whether masks are made from the initial weights, each from the dense network. */
  boolean atInitialisation() {
    return prune.at() == PruneConfig.At.INITIALISATION;
  }

  /**
   * Adds the two tasks of one round and returns the one with the mask.
   *
   * @param trained task with the weights that are scored
   * @param before task with the mask of the round before, null where there is none
   */
  TaskBuilder add(Spot spot, TaskBuilder trained, @Nullable TaskBuilder before) {
    List<Input> mask = before == null ? List.of() : List.of(Input.mask(before));
    List<Input> scored = new ArrayList<>(List.of(Input.weights(trained)));
    scored.addAll(mask);
    if (criterion.needsData()) {
      scored.add(Input.of("split", replicate.split()));
    }
    TaskBuilder score = spot.task("score", "score", scoring(spot), scored);
    if (criterion.needsRandomness() || criterion.needsData()) {
      // The initial weights are scored alike for every density, so that equal steps meet.
      long round = atInitialisation() ? 0 : spot.round();
      score.stream("score", replicate.seed(), replicate.path(round, spot.draw()));
    }
    List<Input> pruned = new ArrayList<>(List.of(Input.of("scores", score)));
    pruned.addAll(mask);
    return spot.task("prune", "prune", pruning(spot), pruned);
  }

  private ScoreParameters scoring(Spot spot) {
    // Where no data is read the number of examples must not tell two equal steps apart.
    int examples = criterion.needsData() ? prune.examples() : 0;
    Double density = density(spot);
    ScoreParameters.Steps steps =
        prune.steps() == 1 || density == null
            ? null
            : new ScoreParameters.Steps(
                prune.steps(),
                density,
                prune.scope().name(),
                together(),
                scopeSettings(),
                remove());
    return new ScoreParameters(
        network.name(),
        criterion.name(),
        granularity(),
        ignore,
        examples,
        steps,
        Settings.changed(prune.criterion(), replicate.catalog()));
  }

  private PruneParameters pruning(Spot spot) {
    double fraction = prune.fraction() == null ? 0 : prune.fraction();
    return new PruneParameters(
        network.name(),
        granularity(),
        prune.scope().name(),
        fraction,
        fractions,
        density(spot),
        ignore,
        together(),
        scopeSettings(),
        remove());
  }

  private @Nullable ObjectNode scopeSettings() {
    return Settings.changed(prune.scope(), replicate.catalog());
  }

  private @Nullable String remove() {
    return prune.remove() == PruneConfig.Remove.HIGHEST ? "highest" : null;
  }

  /** What is to be taken out must be ranked as it can go. */
  private @Nullable Boolean together() {
    return prune.shrink() ? true : null;
  }

  private @Nullable Double density(Spot spot) {
    List<Double> densities = prune.densities();
    return densities == null ? null : densities.get(spot.round() - 1);
  }

  private String granularity() {
    return prune.granularity().name().toLowerCase(Locale.ROOT);
  }

  private static List<String> ignored(NetworkDescriptor network, PruneConfig prune) {
    return prune.ignore().stream()
        .flatMap(name -> Layers.resolve(network, name).stream())
        .sorted()
        .toList();
  }
}
