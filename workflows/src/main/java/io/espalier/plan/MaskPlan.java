package io.espalier.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.dag.RandomStream;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.Layers;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.read.Settings;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ScoreParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Score and Prune tasks of arms that make masks of their own. */
final class MaskPlan {
  private final ReplicatePlan replicate;
  private final PruneConfig prune;
  private final CriterionDescriptor criterion;
  private final NetworkDescriptor network;
  private final List<String> ignore;
  private final SortedMap<String, Double> fractions = new TreeMap<>();

  MaskPlan(ReplicatePlan replicate, PruneConfig prune) {
    this.replicate = replicate;
    this.prune = prune;
    this.criterion = replicate.catalog().get(CriterionDescriptor.class, prune.criterion().name());
    this.network = replicate.catalog().get(NetworkDescriptor.class, replicate.network());
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

  /** Adds the two tasks of one round and returns the one with the mask. */
  String add(Spot spot, String trained, @Nullable String maskBefore) {
    String score = spot.group() + "score";
    List<TaskInput> inputs = new ArrayList<>();
    inputs.add(TaskInput.of("weights", trained, "weights"));
    addMask(inputs, maskBefore);
    if (criterion.needsData()) {
      inputs.add(replicate.splitInput());
    }
    replicate.tasks().add(score, "score", scoring(spot), spot.place(), inputs, streams(spot));
    List<TaskInput> pruned = new ArrayList<>();
    pruned.add(TaskInput.of("scores", score, "scores"));
    addMask(pruned, maskBefore);
    return replicate
        .tasks()
        .add(spot.group() + "prune", "prune", pruning(spot), spot.place(), pruned, List.of());
  }

  private static void addMask(List<TaskInput> inputs, @Nullable String mask) {
    if (mask != null) {
      inputs.add(TaskInput.of("mask", mask, "mask"));
    }
  }

  private List<RandomStream> streams(Spot spot) {
    return criterion.needsRandomness() || criterion.needsData()
        // The initial weights are scored alike for every density, so that equal steps meet.
        ? List.of(replicate.stream("score", atInitialisation() ? 0 : spot.round(), spot.draw()))
        : List.of();
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
