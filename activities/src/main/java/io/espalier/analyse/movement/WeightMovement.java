package io.espalier.analyse.movement;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.analysis.AnalysedResult;
import io.espalier.plan.analysis.AnalysisDescriptor;
import io.espalier.plan.analysis.AnalysisGroups;
import io.espalier.plan.analysis.AnalysisInputs;
import io.espalier.plan.analysis.AnalysisPlan;
import io.espalier.plan.analysis.Look;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Selection;
import java.util.List;

/**
 * Analysis {@code weight_movement}: how far training moves the weights that a mask keeps, beside
 * the same weights in the dense network. After Paganini and Forde 2020 (movement, by layer) and
 * Frankle et al. 2019 (stability to pruning: how far a pruned network ends from the dense one).
 */
@AutoService(Descriptor.class)
public final class WeightMovement implements AnalysisDescriptor, SettingsRules {
  /** Settings. */
  public record Settings(@Doc("Which results are looked at.") @Default("{}") Selection only) {}

  /**
   * Parameters of the operator {@code weight_movement}: inputs {@code start}, {@code trained} and,
   * where there is one, {@code mask}, with their places, and {@code dense_start} and {@code
   * dense_trained}.
   *
   * @param network its name
   */
  public record Parameters(String network) {}

  @Override
  public String name() {
    return "weight_movement";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "How far training moves kept weights, beside the same weights of the dense network.";
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
    Selection only = plan.settings(Settings.class).only();
    List<AnalysedResult> results = plan.results();
    List<AnalysedResult> chosen = results.stream().filter(only::of).toList();
    for (List<AnalysedResult> group : AnalysisGroups.byReplicateAndRound(chosen)) {
      int replicate = group.get(0).replicate();
      List<AnalysedResult> dense =
          results.stream()
              .filter(one -> one.place().arm() == null && one.replicate() == replicate)
              .toList();
      AnalysisInputs inputs =
          new AnalysisInputs()
              .starts("start", group.stream())
              .trained("trained", group.stream())
              .masks("mask", group.stream())
              .starts("dense_start", dense.stream())
              .trained("dense_trained", dense.stream());
      plan.task(
          AnalysisGroups.id(group),
          "weight_movement",
          new Parameters(group.get(0).network()),
          inputs.list());
    }
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines(
                "Relative to the dense network",
                List.of("relative_movement"),
                Dimension.DENSITY,
                Dimension.ARM)
            .note(
                "‖θ_T − θ_0‖ of kept weights over that of the same weights in the dense network."),
        Look.lines(
            "Distance from the dense network",
            List.of("distance_from_dense"),
            Dimension.DENSITY,
            Dimension.ARM),
        Look.heatMap("Layers", "relative_movement", Dimension.LAYER, Dimension.ROUND)
            .each(Dimension.ARM));
  }
}
