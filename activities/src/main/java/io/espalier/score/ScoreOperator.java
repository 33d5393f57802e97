package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.experiment.read.Settings;
import io.espalier.mask.Mask;
import io.espalier.mask.RoundMask;
import io.espalier.model.Network;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.PruneRule;
import io.espalier.prune.Ranking;
import io.espalier.shrink.FilterGroups;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Operator {@code score}: asks a criterion what every prunable weight or filter is worth. */
@AutoService(Descriptor.class)
public final class ScoreOperator implements Operator<ScoreParameters> {
  @Override
  public String name() {
    return "score";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Gives every prunable weight or filter a score by a criterion.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofScores();
  }

  @Override
  public Class<ScoreParameters> parameters() {
    return ScoreParameters.class;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return parameters instanceof ScoreParameters score
        && runsNetwork(catalog.get(CriterionDescriptor.class, score.criterion()));
  }

  private static boolean runsNetwork(CriterionDescriptor criterion) {
    return criterion.needsData() || criterion.needsNetwork();
  }

  @Override
  public @Nullable Object run(ScoreParameters parameters, StepContext context) {
    SortedMap<String, Tensor> scores;
    try {
      scores = scores(parameters, context);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    context.output(
        "scores", "scores", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, scores));
    return null;
  }

  private static SortedMap<String, Tensor> scores(ScoreParameters parameters, StepContext context) {
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
    Mask mask =
        RoundMask.of(context.optionalInput("mask"), network, granularity, parameters.ignore());
    SortedMap<String, Tensor> weights = Safetensors.read(context.input("weights"));
    ScoreParameters.Steps steps = parameters.steps();
    ScoringData data = new ScoringData(context, parameters.examples());
    Record settings = Settings.of(criterion, parameters.criterionSettings(), context.catalog());
    double[] done = {0};
    boolean together = steps != null && Boolean.TRUE.equals(steps.together());
    return ScoringSteps.of(
        steps,
        density -> rule(parameters, granularity, density, context.catalog()),
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

  private static PruneRule rule(
      ScoreParameters parameters, Granularity granularity, double density, Catalog catalog) {
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
