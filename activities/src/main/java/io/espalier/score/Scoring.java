package io.espalier.score;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.experiment.read.Settings;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.shrink.FilterGroups;
import io.espalier.step.StepContext;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks a criterion within a step: examples are those of its input {@code split}, random numbers of
 * its stream {@code score}.
 */
public final class Scoring {
  private final StepContext context;
  private final ScoreParameters parameters;

  /** The criterion that the parameters name. */
  public Scoring(StepContext context, ScoreParameters parameters) {
    this.context = context;
    this.parameters = parameters;
  }

  /**
   * Its scores.
   *
   * @param weights every tensor of the network; becomes +0.0 where the mask prunes
   * @param mask what is left; its names are what is scored
   * @return of the tensor's own shape for single weights, {@code [out]} for filters
   * @throws IllegalArgumentException when the criterion does not fit, or gives what is none
   */
  public SortedMap<String, Tensor> of(SortedMap<String, Tensor> weights, Mask mask) {
    List<String> only = parameters.only();
    if (only == null) {
      return every(weights, mask);
    }
    mask.applyTo(weights);
    SortedMap<String, Tensor> scores = every(weights, part(mask, only));
    boolean single = Granularity.named(parameters.granularity()) == Granularity.WEIGHT;
    for (String name : mask.names()) {
      int[] shape = mask.shape(name);
      scores.computeIfAbsent(
          name, unscored -> single ? Tensor.zeros(shape) : Tensor.zeros(shape[0]));
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
    Criterion criterion = context.catalog().get(Criterion.class, parameters.criterion());
    Granularity granularity = Granularity.named(parameters.granularity());
    if (!criterion.granularities().contains(granularity)) {
      throw new IllegalArgumentException(
          "granularity: "
              + parameters.granularity()
              + " (expected: "
              + (granularity == Granularity.WEIGHT ? "filter" : "weight")
              + ", which is what criterion "
              + criterion.name()
              + " scores)");
    }
    Network network = context.catalog().get(Network.class, parameters.network());
    ScoreParameters.Steps steps = parameters.steps();
    ScoringData data = new ScoringData(context, parameters.examples());
    Record settings = Settings.of(criterion, parameters.criterionSettings(), context.catalog());
    double[] done = {0};
    boolean together = steps != null && Boolean.TRUE.equals(steps.together());
    return ScoringSteps.of(
        steps,
        density -> rule(granularity, density, context.catalog()),
        mask,
        together ? FilterGroups.of(network.spec()) : Ranking.apart(mask),
        left -> {
          left.applyTo(weights);
          ScoreContext given =
              new StepScoreContext(
                  context,
                  () -> context.progress(done[0]),
                  criterion,
                  network.spec(),
                  weights,
                  left,
                  granularity,
                  data,
                  settings);
          SortedMap<String, Tensor> scores = criterion.score(given);
          requireFit(criterion, given, scores);
          ZeroScores.check(criterion.name(), given, scores).ifPresent(context::log);
          return scores;
        },
        fraction -> {
          done[0] = fraction;
          context.progress(fraction);
        },
        context::log);
  }

  private PruneRule rule(Granularity granularity, double density, Catalog catalog) {
    return PruneRule.of(Objects.requireNonNull(parameters.steps()), granularity, density, catalog);
  }

  /** A criterion may come from a user's jar: what it got wrong is said with its name. */
  private static void requireFit(
      Criterion criterion, ScoreContext context, SortedMap<String, Tensor> scores) {
    Mask mask = context.mask();
    if (!scores.keySet().equals(mask.names())) {
      throw new IllegalArgumentException(
          "criterion "
              + criterion.name()
              + ": scores of "
              + scores.keySet()
              + " (expected: of "
              + mask.names()
              + ")");
    }
    scores.forEach(
        (name, tensor) -> {
          int[] shape = mask.shape(name);
          int[] expected =
              context.granularity() == Granularity.WEIGHT ? shape : new int[] {shape[0]};
          if (!Arrays.equals(tensor.shape(), expected)) {
            throw new IllegalArgumentException(
                "criterion "
                    + criterion.name()
                    + ": scores of "
                    + name
                    + " have shape "
                    + Arrays.toString(tensor.shape())
                    + " (expected: "
                    + Arrays.toString(expected)
                    + ")");
          }
        });
  }
}
