package com.example.analyses;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.plan.analysis.AnalysedResult;
import io.espalier.plan.analysis.AnalysisDescriptor;
import io.espalier.plan.analysis.AnalysisGroups;
import io.espalier.plan.analysis.AnalysisInputs;
import io.espalier.plan.analysis.AnalysisPlan;
import io.espalier.plan.analysis.Look;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Selection;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Analysis {@code empty_units}: how many neurons and filters a mask leaves (nearly) without
 * incoming weights, layer by layer.
 */
@AutoService(Descriptor.class)
public final class EmptyUnits implements AnalysisDescriptor, SettingsRules {
  /** Settings of {@code empty_units}. */
  public record Settings(
      @Doc("A unit counts as empty that keeps fewer incoming weights than this.")
          @Range(min = 1, max = 1e6)
          @Default("1")
          int fewerThan,
      @Doc("Which results are looked at.") @Default("{}") Selection only) {}

  @Override
  public String name() {
    return "empty_units";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "How many neurons and filters masks leave without incoming weights.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    place.settings(Settings.class).only().check(place, "only");
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
          "count_empty_units",
          new Parameters(settings.fewerThan()),
          new AnalysisInputs().masks("mask", group.stream()).list());
    }
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines("Empty units", List.of("empty_units"), Dimension.DENSITY, Dimension.ARM)
            .note("As a part of all units of the pruned layers."),
        Look.heatMap("By layer", "empty_units", Dimension.LAYER, Dimension.ROUND)
            .each(Dimension.ARM));
  }

  /** How many units of a layer keep fewer incoming weights than {@code fewerThan}. */
  static int empty(Mask mask, String tensor, int fewerThan) {
    boolean[] kept = mask.flags(tensor);
    int units = mask.shape(tensor)[0];
    int incoming = kept.length / units;
    int empty = 0;
    for (int unit = 0; unit < units; unit++) {
      int left = 0;
      for (int i = unit * incoming; i < (unit + 1) * incoming; i++) {
        left += kept[i] ? 1 : 0;
      }
      empty += left < fewerThan ? 1 : 0;
    }
    return empty;
  }

  /** Parameters of the operator {@code count_empty_units}. */
  public record Parameters(int fewerThan) {}

  /** Counts the empty units of masks, each at the place that it comes from. */
  @AutoService(Descriptor.class)
  public static final class Count implements Operator<Parameters> {
    @Override
    public String name() {
      return "count_empty_units";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Counts units without incoming weights.";
    }

    @Override
    public Class<Parameters> parameters() {
      return Parameters.class;
    }

    @Override
    public boolean seesPlaces() {
      return true;
    }

    @Override
    public @Nullable Object run(Parameters parameters, StepContext context) {
      for (PlacedInput input : context.placedInputs("mask")) {
        Mask mask = MaskFiles.read(input.read());
        Subject subject = Subject.of(input.place());
        long all = 0;
        long empty = 0;
        for (String tensor : mask.names()) {
          long units = mask.shape(tensor)[0];
          int found = empty(mask, tensor, parameters.fewerThan());
          measure(context, subject.layer(tensor.replace(".weight", "")), found, units);
          all += units;
          empty += found;
        }
        measure(context, subject, empty, all);
      }
      return null;
    }

    private static void measure(StepContext context, Subject subject, long empty, long units) {
      double part = (double) empty / units;
      context.measure("empty_units", subject, part, units, null, null, "fraction");
    }
  }
}
