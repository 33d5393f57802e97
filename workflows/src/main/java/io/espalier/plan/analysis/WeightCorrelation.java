package io.espalier.plan.analysis;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.WeightCorrelationParameters;
import io.espalier.plan.analysis.Look.Dimension;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How much of the largest weights two networks share: R_p of Liu et al. 2021 ("Lottery ticket
 * preserves weight correlation"), of the weights that a training began from with those that it, or
 * another arm's, ended with.
 */
@AutoService(Descriptor.class)
public final class WeightCorrelation implements AnalysisDescriptor, SettingsRules {
  /** Which weights are laid against the trained ones. */
  public enum Weights {
    /** Those that the training began from. */
    START,
    /** The trained ones. */
    TRAINED
  }

  /** Settings. */
  public record Settings(
      @Doc("Parts p of the weights of each layer that are its largest.")
          @Range(min = 0, max = 1, above = true, below = true)
          @Default("[0.1, 0.2, 0.3, 0.4, 0.5]")
          List<Double> fractions,
      @Doc("Which weights of a result are laid against trained ones.") @Default("start")
          Weights weights,
      @Doc(
              "The arm whose trained weights all are laid against, in the same replicate and round;"
                  + " each result's own where left out.")
          @Nullable String against,
      @Doc(
              "Whether weights of the first layer count only on inputs that are other than 0 for some"
                  + " training example: the others get no gradient and stay as they are.")
          @Default("false")
          boolean liveInputs,
      @Doc("Which results are looked at.") @Default("{}") Selection only) {
    public Settings {
      fractions = List.copyOf(fractions);
    }
  }

  @Override
  public String name() {
    return "weight_correlation";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "How much of the largest weights a network shares with the one that came of it.";
  }

  @Override
  public Class<? extends Record> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    settings.only().check(place, "only");
    List<String> arms = List.copyOf(place.experiment().arms().keySet());
    if (settings.against() != null && !arms.contains(settings.against())) {
      throw place.unknown("against", settings.against(), arms);
    }
    if (settings.against() == null && settings.weights() == Weights.TRAINED) {
      throw place.fail("weights", "trained", "start, or an arm to lay them against in against");
    }
    if (settings.fractions().isEmpty()) {
      throw place.fail("fractions", "no fractions", "at least one");
    }
  }

  /** One task a replicate and round. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    List<AnalysedResult> results = plan.results();
    List<AnalysedResult> chosen =
        results.stream()
            .filter(settings.only()::of)
            .filter(r -> !isAgainst(settings, r))
            // Networks of other widths have other layers; the first is the dense one.
            .filter(r -> r.network().equals(results.get(0).network()))
            .toList();
    for (List<AnalysedResult> group : AnalysisGroups.byReplicateAndRound(chosen)) {
      List<AnalysedResult> against = against(settings, results, group);
      if (against.isEmpty()) {
        continue;
      }
      AnalysisInputs inputs = new AnalysisInputs();
      if (settings.weights() == Weights.START) {
        inputs.starts("weights", group.stream());
      } else {
        inputs.trained("weights", group.stream());
      }
      Stream<AnalysedResult> masked =
          Stream.concat(
              group.stream(), settings.against() == null ? Stream.of() : against.stream());
      if (settings.liveInputs()) {
        inputs.split(group.get(0));
      }
      plan.task(
          AnalysisGroups.id(group),
          "weight_correlation",
          new WeightCorrelationParameters(
              group.get(0).network(),
              settings.fractions(),
              settings.against(),
              settings.liveInputs() ? true : null),
          inputs.trained("trained", against.stream()).masks("mask", masked).list());
    }
  }

  /** The dense network is in no arm, and is held against itself. */
  private static boolean isAgainst(Settings settings, AnalysedResult result) {
    return settings.against() != null
        && (result.place().arm() == null || settings.against().equals(result.place().arm()));
  }

  /** Results whose trained weights a group is laid against: the first draw of another arm. */
  private static List<AnalysedResult> against(
      Settings settings, List<AnalysedResult> all, List<AnalysedResult> group) {
    if (settings.against() == null) {
      return group;
    }
    AnalysedResult own = group.get(0);
    return all.stream()
        .filter(
            other ->
                settings.against().equals(other.place().arm())
                    && other.replicate() == own.replicate()
                    && other.round() == own.round())
        .limit(1)
        .toList();
  }

  @Override
  public List<Look> looks() {
    List<String> names = List.of("weight_correlation");
    return List.of(
        Look.lines("Over density", names, Dimension.DENSITY, Dimension.ARM, Dimension.ITEM)
            .note("A line for each arm and p. Independent weights give p."),
        Look.lines("Over p", names, Dimension.ITEM, Dimension.ARM).each(Dimension.ROUND),
        Look.heatMap("Layers", "weight_correlation", Dimension.LAYER, Dimension.ROUND)
            .each(Dimension.ARM)
            .note("Mean over all p."));
  }
}
