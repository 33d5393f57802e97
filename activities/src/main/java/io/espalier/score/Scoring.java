package io.espalier.score;

import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.shrink.FilterGroups;
import io.espalier.step.StepContext;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks criteria within a step: examples are those of its input {@code split}, random numbers of its
 * stream {@code score}.
 */
public final class Scoring {
  private final StepContext context;
  private final ScoreParameters parameters;
  private final Granularities granularities;

  /** The criteria that the parameters name. */
  public Scoring(StepContext context, ScoreParameters parameters) {
    this.context = context;
    this.parameters = parameters;
    this.granularities =
        Granularities.named(parameters.granularity(), parameters.otherGranularities());
  }

  /**
   * Its scores.
   *
   * @param weights every tensor of the network; becomes +0.0 where the mask prunes
   * @param mask what is left; its names are what is scored
   * @return of the shapes of {@link Granularity#shapeOfPieces}
   * @throws IllegalArgumentException when the criterion does not fit, or gives what is none
   */
  public SortedMap<String, Tensor> of(SortedMap<String, Tensor> weights, Mask mask) {
    List<String> only = parameters.only();
    if (only == null) {
      return every(weights, mask);
    }
    mask.applyTo(weights);
    SortedMap<String, Tensor> scores = every(weights, part(mask, only));
    for (String name : mask.names()) {
      int[] pieces = granularities.ofTensor(name).shapeOfPieces(mask.shape(name));
      scores.computeIfAbsent(name, unscored -> Tensor.zeros(pieces));
    }
    return scores;
  }

  private static Mask part(Mask mask, List<String> layers) {
    SortedMap<String, int[]> shapes = new TreeMap<>();
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    for (String layer : layers) {
      String name = layer + ".weight";
      if (!mask.names().contains(name)) {
        throw new IllegalArgumentException(
            "only: " + layer + " (expected: layers that are pruned, of " + mask.names() + ")");
      }
      shapes.put(name, mask.shape(name));
      kept.put(name, mask.flags(name));
    }
    return new Mask(shapes, kept);
  }

  private SortedMap<String, Tensor> every(SortedMap<String, Tensor> weights, Mask mask) {
    Network network = context.catalog().get(Network.class, parameters.network());
    ScoreParameters.Steps steps = parameters.steps();
    double[] done = {0};
    Runnable goOn = () -> context.progress(done[0]);
    boolean together = steps != null && Boolean.TRUE.equals(steps.together());
    List<ScoringPart> parts = parts(network, mask);
    return ScoringSteps.of(
        steps,
        density ->
            PruneRule.of(Objects.requireNonNull(steps), granularities, density, context.catalog()),
        mask,
        together ? FilterGroups.of(network.spec()) : Ranking.apart(mask),
        left -> {
          left.applyTo(weights);
          SortedMap<String, Tensor> scores = new TreeMap<>();
          for (ScoringPart part : parts) {
            scores.putAll(part.scores(weights, part(left, part.layers()), goOn));
          }
          return scores;
        },
        fraction -> {
          done[0] = fraction;
          context.progress(fraction);
        },
        context::log);
  }

  /** The parts that have a layer in the mask; what no other part names is the first's. */
  private List<ScoringPart> parts(Network network, Mask mask) {
    List<String> rest = new ArrayList<>();
    mask.names().forEach(name -> rest.add(name.substring(0, name.lastIndexOf('.'))));
    ScoringData data = new ScoringData(context, parameters.examples());
    List<ScoringPart> parts = new ArrayList<>();
    List<ScoreParameters.Part> all = parameters.allParts();
    for (ScoreParameters.Part part : all.subList(1, all.size())) {
      List<String> layers = part.layers().stream().filter(rest::contains).toList();
      rest.removeAll(layers);
      parts.add(new ScoringPart(context, network.spec(), part, layers, data));
    }
    parts.add(0, new ScoringPart(context, network.spec(), all.get(0), rest, data));
    parts.removeIf(part -> part.layers().isEmpty());
    return parts;
  }
}
