package io.espalier.analyse.structure;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.analysis.AnalysedResult;
import io.espalier.plan.analysis.AnalysisDescriptor;
import io.espalier.plan.analysis.AnalysisGroups;
import io.espalier.plan.analysis.AnalysisInputs;
import io.espalier.plan.analysis.AnalysisPlan;
import io.espalier.plan.analysis.Look;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Look.Pairs;
import io.espalier.plan.analysis.Selection;
import java.util.List;

/**
 * Analysis {@code mask_structure}: whether a mask of single weights is structured all the same.
 * After Paganini and Forde 2020, who count filters and kernels that unstructured pruning leaves
 * empty; here against masks in random places, exactly and by shuffling, and with the
 * over-dispersion of kept counts, which shows structure before anything is empty.
 */
@AutoService(Descriptor.class)
public final class MaskStructure implements AnalysisDescriptor, SettingsRules {
  /** Settings. */
  public record Settings(
      @Doc("Masks in random places, layer by layer, that each mask is held against.")
          @Range(min = 39, max = 100_000)
          @Default("1000")
          int shuffles,
      @Doc("Which results are looked at.") @Default("{}") Selection only) {}

  /**
   * Parameters of the operator {@code mask_structure}: inputs {@code mask}, any number, with their
   * places; stream {@code mask-structure}.
   *
   * @param shuffles masks in random places
   */
  public record Parameters(int shuffles) {}

  @Override
  public String name() {
    return "mask_structure";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Whether masks empty whole filters, channels and kernels, or crowd into some of them.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    place.settings(Settings.class).only().check(place, "only");
  }

  /** One task a replicate and round. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    List<AnalysedResult> masked =
        plan.results().stream()
            .filter(result -> result.pruned() && settings.only().of(result))
            .toList();
    for (List<AnalysedResult> group : AnalysisGroups.byReplicateAndRound(masked)) {
      AnalysedResult first = group.get(0);
      plan.task(
          AnalysisGroups.id(group),
          "mask_structure",
          new Parameters(settings.shuffles()),
          new AnalysisInputs().masks("mask", group.stream()).list(),
          plan.stream("mask-structure", first.replicate(), first.round()));
    }
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines("Empty", List.of("empty"), Dimension.DENSITY, Dimension.ARM, Dimension.ITEM)
            .note("Filters, channels, kernels and rows of kernels that keep nothing, all layers."),
        Look.heatMap("Over-dispersion", "over_dispersion", Dimension.LAYER, Dimension.ROUND)
            .each(Dimension.ARM)
            .note("Variance of kept counts relative to random places, mean over all groupings."),
        Look.heatMap("Alike in shares", "kept_correlation", Dimension.LAYER, Dimension.ROUND)
            .of(Pairs.ARMS)
            .note("Rank correlation of kept counts between arms, mean over pairs and groupings."));
  }
}
