package io.espalier.plan.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Granularities;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.experiment.Layers;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.ScheduleConfig;
import io.espalier.experiment.read.Settings;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The Score and Prune tasks of arms that make masks of their own. */
final class MaskPlan {
  private final Replicate replicate;
  private final PruneConfig prune;
  private final List<LayerPart> parts;
  private final NetworkDescriptor network;
  private final List<String> ignore;
  private final double fraction;
  private final SortedMap<String, Double> fractions = new TreeMap<>();

  /**
   * What tells one mask of an arm from another.
   *
   * @param suffix of the ids of its tasks, such as {@code _at_300}
   * @param number position of the random numbers that scoring may draw
   * @param density kept / prunable, null to go by the fraction
   */
  record Cut(String suffix, long number, @Nullable Double density, @Nullable Special special) {
    /** One of all layers, that knows nothing of others. */
    Cut(String suffix, long number, @Nullable Double density) {
      this(suffix, number, density, null);
    }
  }

  /**
   * What is special about a mask.
   *
   * @param layer the only layer that is scored and pruned, null for all
   * @param fraction of what that layer has left that goes
   * @param memory part of the scores of before in the scores, null for none
   * @param earlier task with these, null where there are none yet
   */
  record Special(
      @Nullable String layer,
      double fraction,
      @Nullable Double memory,
      @Nullable TaskBuilder earlier) {
    /** Of one layer, a part of what it has left. */
    static Special of(String layer, double fraction) {
      return new Special(layer, fraction, null, null);
    }

    /** By a running mean of scores. */
    static Special remembering(double memory, @Nullable TaskBuilder earlier) {
      return new Special(null, 0, memory == 0 ? null : memory, memory == 0 ? null : earlier);
    }
  }

  /** The two tasks that make a mask. */
  record Tasks(TaskBuilder score, TaskBuilder mask) {}

  MaskPlan(Replicate replicate, PruneConfig prune) {
    this.replicate = replicate;
    this.prune = prune;
    this.network = replicate.network();
    this.ignore = ignored(network, prune);
    this.parts = LayerPart.of(network, prune, ignore);
    if (prune.effectiveSchedule() instanceof ScheduleConfig.Fraction parts) {
      fraction = parts.fraction();
      parts
          .fractions()
          .forEach(
              (name, part) ->
                  Layers.resolve(network, name).forEach(layer -> fractions.put(layer, part)));
    } else {
      fraction = 0;
    }
  }

  /** Weights that these settings may remove. */
  static long prunable(NetworkDescriptor network, PruneConfig prune) {
    return prunableLayers(network, prune).stream().mapToLong(LayerShape::weights).sum();
  }

  /** Pieces that these settings may remove, weights, filters or channels. */
  static long pieces(NetworkDescriptor network, PruneConfig prune) {
    return layers(network, prune).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Pieces of each layer that these settings may prune, in the order the data takes. */
  static Map<String, Long> layers(NetworkDescriptor network, PruneConfig prune) {
    Map<String, Long> pieces = new LinkedHashMap<>();
    Granularities granularities = prune.granularities(network);
    for (LayerShape layer : prunableLayers(network, prune)) {
      pieces.put(layer.name(), layer.pieces(granularities.of(layer.name())));
    }
    return pieces;
  }

  private static List<LayerShape> prunableLayers(NetworkDescriptor network, PruneConfig prune) {
    return network.prunableLayers(prune.granularities(network), ignored(network, prune));
  }

  /**
   * Adds the two tasks that make a mask and returns the one that gives it.
   *
   * @param weights task with the weights that are scored
   * @param before task with the mask that weights of it may be missing of, null where there is none
   */
  TaskBuilder add(Spot spot, Cut cut, TaskBuilder weights, @Nullable TaskBuilder before) {
    return both(spot, cut, weights, before).mask();
  }

  /** As {@link #add}, and returns both. */
  Tasks both(Spot spot, Cut cut, TaskBuilder weights, @Nullable TaskBuilder before) {
    List<Input> mask = before == null ? List.of() : List.of(Input.mask(before));
    List<Input> scored = new ArrayList<>(List.of(Input.weights(weights)));
    scored.addAll(mask);
    if (any(CriterionDescriptor::needsInitialWeights)) {
      scored.add(new Input("initial", replicate.denseAt(0), "weights"));
    }
    if (any(CriterionDescriptor::needsData)) {
      scored.add(Input.of("split", replicate.split()));
    }
    Special special = cut.special();
    if (special != null && special.earlier() != null) {
      scored.add(new Input("earlier", special.earlier(), "scores"));
    }
    TaskBuilder score = spot.task("score" + cut.suffix(), "score", scoring(cut), scored);
    if (any(CriterionDescriptor::needsRandomness) || any(CriterionDescriptor::needsData)) {
      score.stream("score", replicate.seed(), replicate.path(cut.number(), spot.draw()));
    }
    List<Input> pruned = new ArrayList<>(List.of(Input.of("scores", score)));
    pruned.addAll(mask);
    return new Tasks(score, spot.task("prune" + cut.suffix(), "prune", pruning(cut), pruned));
  }

  private ScoreParameters scoring(Cut cut) {
    // Where no data is read the number of examples must not tell two equal steps apart.
    int examples = any(CriterionDescriptor::needsData) ? prune.examples() : 0;
    Double density = cut.density();
    Special special = cut.special();
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
        prune.criterion().name(),
        prune.granularity().id(),
        ignore,
        examples,
        steps,
        Settings.changed(prune.criterion(), replicate.catalog()),
        special == null || special.layer() == null ? null : List.of(special.layer()),
        special == null ? null : special.memory(),
        otherParts());
  }

  private PruneParameters pruning(Cut cut) {
    Special special = cut.special();
    if (special != null && special.layer() != null) {
      return new PruneParameters(
          network.name(),
          prune.granularity().id(),
          "layer",
          0,
          Map.of(special.layer(), special.fraction()),
          null,
          ignore,
          null,
          null,
          remove(),
          granularities());
    }
    return new PruneParameters(
        network.name(),
        prune.granularity().id(),
        prune.scope().name(),
        fraction,
        fractions,
        cut.density(),
        ignore,
        together(),
        scopeSettings(),
        remove(),
        granularities());
  }

  private boolean any(Predicate<CriterionDescriptor> needs) {
    return parts.stream()
        .map(part -> replicate.catalog().get(CriterionDescriptor.class, part.criterion().name()))
        .anyMatch(needs);
  }

  /** Parts that are scored otherwise than the settings for all layers say; null for none. */
  private @Nullable List<ScoreParameters.Part> otherParts() {
    List<ScoreParameters.Part> others = new ArrayList<>();
    for (LayerPart part : parts) {
      if (!part.isUsual(prune)) {
        others.add(
            new ScoreParameters.Part(
                part.layers(),
                part.granularity().id(),
                part.criterion().name(),
                Settings.changed(part.criterion(), replicate.catalog())));
      }
    }
    return others.isEmpty() ? null : others;
  }

  /** Of layers that lose other pieces than the settings for all layers say; null for none. */
  private @Nullable Map<String, String> granularities() {
    Map<String, String> others = new HashMap<>();
    for (LayerPart part : parts) {
      if (part.granularity() != prune.granularity()) {
        part.layers().forEach(layer -> others.put(layer, part.granularity().id()));
      }
    }
    return others.isEmpty() ? null : others;
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

  static List<String> ignored(NetworkDescriptor network, PruneConfig prune) {
    return prune.ignore().stream()
        .flatMap(name -> Layers.resolve(network, name).stream())
        .sorted()
        .toList();
  }
}
