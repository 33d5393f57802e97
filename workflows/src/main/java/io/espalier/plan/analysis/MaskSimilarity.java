package io.espalier.plan.analysis;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.MaskSimilarityParameters;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Look.Pairs;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How alike masks are: the Jaccard index of kept (or of pruned) sets by layer and overall, beside
 * the value expected of independent masks of the same densities. After Paganini and Forde 2020, who
 * compare masks between rounds and treatments.
 */
@AutoService(Descriptor.class)
public final class MaskSimilarity implements AnalysisDescriptor, SettingsRules {
  /** What is compared. */
  public enum Between {
    /** Arms and draws, within a replicate and round. */
    ARMS,
    /** Each round with all before it, within an arm. */
    ROUNDS,
    /** Each replicate with all before it, within an arm and round. */
    REPLICATES
  }

  /** Which weights make the set. */
  public enum Weights {
    /** Those that a mask keeps. */
    KEPT,
    /** Those that it prunes. */
    PRUNED
  }

  /** Settings. */
  public record Settings(
      @Doc("Whether the kept or the pruned weights are the sets that are compared.")
          @Default("kept")
          Weights weights,
      @Doc("Which masks are compared with which.") @Default("[arms, rounds, replicates]")
          List<Between> between,
      @Doc("Which results are looked at.") @Default("{}") Selection only) {}

  @Override
  public String name() {
    return "mask_similarity";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "How alike masks of arms, rounds and replicates are, layer by layer.";
  }

  @Override
  public Class<? extends Record> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    place.settings(Settings.class).only().check(place, "only");
  }

  /** One task a replicate and round, which compares its masks with all that came before. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    String weights = settings.weights().name().toLowerCase(Locale.ROOT);
    List<AnalysedResult> masked =
        plan.results().stream()
            .filter(result -> result.pruned() && settings.only().of(result))
            .toList();
    for (List<AnalysedResult> group : AnalysisGroups.byReplicateAndRound(masked)) {
      AnalysisInputs inputs = new AnalysisInputs().masks("mask", group.stream());
      if (settings.between().contains(Between.ROUNDS)) {
        inputs.masks("earlier", before(masked, group, true));
      }
      if (settings.between().contains(Between.REPLICATES)) {
        inputs.masks("elsewhere", before(masked, group, false));
      }
      boolean arms = settings.between().contains(Between.ARMS);
      if (inputs.size() > (arms ? 1 : group.size())) {
        plan.task(
            AnalysisGroups.id(group),
            "mask_similarity",
            new MaskSimilarityParameters(weights, arms),
            inputs.list());
      }
    }
  }

  /** Results of the same arms in earlier rounds, or in earlier replicates. */
  private static Stream<AnalysedResult> before(
      List<AnalysedResult> all, List<AnalysedResult> group, boolean rounds) {
    AnalysedResult own = group.get(0);
    return all.stream()
        .filter(
            other ->
                rounds
                    ? other.replicate() == own.replicate() && other.round() < own.round()
                    : other.replicate() < own.replicate() && other.round() == own.round())
        .filter(other -> group.stream().anyMatch(other::sameArm));
  }

  @Override
  public List<Look> looks() {
    List<String> names = List.of("jaccard", "jaccard_independent");
    return List.of(
        Look.lines("Between arms", names, Dimension.ROUND, Dimension.ARM, Dimension.OTHER_ARM)
            .of(Pairs.ARMS)
            .note("jaccard_independent: expected of independent masks of the same densities."),
        Look.matrix("Between rounds", "jaccard", Dimension.ROUND, Dimension.OTHER_ROUND)
            .of(Pairs.ROUNDS)
            .each(Dimension.ARM),
        Look.lines("Between replicates", names, Dimension.ROUND, Dimension.ARM)
            .of(Pairs.REPLICATES)
            .note("Mean over all pairs of replicates."),
        Look.heatMap("Layers, between replicates", "jaccard", Dimension.LAYER, Dimension.ROUND)
            .of(Pairs.REPLICATES)
            .each(Dimension.ARM));
  }
}
