package io.espalier.score;

import io.espalier.catalog.Granularity;
import io.espalier.experiment.read.Settings;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.ScoreParameters;
import io.espalier.step.StepContext;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Layers that one criterion scores, in pieces of one kind. */
final class ScoringPart {
  private final StepContext context;
  private final NetworkSpec network;
  private final Criterion criterion;
  private final Granularity granularity;
  private final List<String> layers;
  private final ScoringData data;
  private final @Nullable Record settings;

  /**
   * A part.
   *
   * @param layers by name; none where there is nothing to score
   * @throws IllegalArgumentException when the criterion does not score such pieces
   */
  ScoringPart(
      StepContext context,
      NetworkSpec network,
      ScoreParameters.Part part,
      List<String> layers,
      ScoringData data) {
    this.context = context;
    this.network = network;
    this.criterion = context.catalog().get(Criterion.class, part.criterion());
    this.granularity = Granularity.named(part.granularity());
    this.layers = List.copyOf(layers);
    this.data = data;
    this.settings = Settings.of(criterion, part.criterionSettings(), context.catalog());
    if (!criterion.granularities().contains(granularity)) {
      throw new IllegalArgumentException(
          "granularity: "
              + part.granularity()
              + " (expected: "
              + criterion.granularities().stream()
                  .map(Granularity::id)
                  .sorted()
                  .collect(Collectors.joining(" or "))
              + ", which is what criterion "
              + criterion.name()
              + " scores)");
    }
  }

  /** The layers, by name. */
  List<String> layers() {
    return layers;
  }

  /**
   * The scores of its layers.
   *
   * @param weights every tensor of the network, +0.0 where it is pruned
   * @param left the mask of its layers alone
   * @param goOn see {@link ScoreContext#goOn}
   */
  SortedMap<String, Tensor> scores(SortedMap<String, Tensor> weights, Mask left, Runnable goOn) {
    ScoreContext given =
        new StepScoreContext(
            context, goOn, criterion, network, weights, left, granularity, data, settings);
    SortedMap<String, Tensor> scores = criterion.score(given);
    requireFit(given, scores);
    ZeroScores.check(criterion.name(), given, scores).ifPresent(context::log);
    return scores;
  }

  /** A criterion may come from a user's jar: what it got wrong is said with its name. */
  private void requireFit(ScoreContext given, SortedMap<String, Tensor> scores) {
    Mask mask = given.mask();
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
          int[] expected = granularity.shapeOfPieces(mask.shape(name));
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
