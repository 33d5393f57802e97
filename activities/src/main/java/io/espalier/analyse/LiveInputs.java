package io.espalier.analyse;

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
 * Analysis {@code live_inputs}: which part of the weights that a mask keeps in the first layer lies
 * on inputs that are ever other than 0 on the training examples. The other weights get no gradient
 * and say nothing; a mask without them may look good for that alone.
 */
@AutoService(Descriptor.class)
public final class LiveInputs implements AnalysisDescriptor, SettingsRules {
  /** Settings. */
  public record Settings(@Doc("Which results are looked at.") @Default("{}") Selection only) {}

  @Override
  public String name() {
    return "live_inputs";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "How much of the first layer that masks keep lies on inputs that are ever used.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    place.settings(Settings.class).only().check(place, "only");
    try {
      var unused = LiveInputsOperator.firstLayer(place.network().name(), place.catalog());
    } catch (IllegalArgumentException e) {
      throw place.fail(
          String.valueOf(e.getMessage()), "a dense layer or a convolution that sees the inputs");
    }
  }

  /** One task for all masks of a replicate and round. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    List<AnalysedResult> results =
        plan.results().stream()
            .filter(result -> result.pruned() && settings.only().of(result))
            .toList();
    for (List<AnalysedResult> group : AnalysisGroups.byReplicateAndRound(results)) {
      plan.task(
          AnalysisGroups.id(group),
          "live_inputs",
          new LiveInputsOperator.Parameters(group.get(0).network()),
          new AnalysisInputs().masks("mask", group.stream()).split(group.get(0)).list());
    }
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines(
                "Kept weights on inputs that are ever used",
                List.of("live_weights", "live_weights_expected"),
                Dimension.DENSITY,
                Dimension.ARM)
            .note("Expected is the part of all weights of the layer, which a random mask keeps."));
  }
}
