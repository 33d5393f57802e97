package io.espalier.analyse;

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
import io.espalier.plan.analysis.Selection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Analysis {@code noise_robustness}: accuracy and loss on images with noise, after the corruptions
 * of Hendrycks and Dietterich 2019 (their severities are settings here). Noise is put on the bytes
 * of an image, rounded and cut to 0 … 255, before anything else is done to it; it is a function of
 * seed, replicate, image and pixel, so all networks of a replicate see the same, and a larger
 * severity is the same noise enlarged.
 */
@AutoService(Descriptor.class)
public final class NoiseRobustness implements AnalysisDescriptor, SettingsRules {
  /** What is done to a pixel. */
  public enum Kind {
    /** A normal number with the severity as standard deviation, of values from 0 to 1, is added. */
    GAUSSIAN,
    /** With the severity as probability it becomes black or white, each equally likely. */
    IMPULSE
  }

  /** Whose images. */
  public enum On {
    /** The test split. */
    TEST,
    /** The validation split. */
    VALIDATION
  }

  /** Settings. */
  public record Settings(
      @Doc("gaussian adds a normal number to every pixel, impulse makes pixels black or white.")
          @Default("gaussian")
          Kind kind,
      @Doc("Standard deviations, of values from 0 to 1, or probabilities.")
          @Range(min = 0, max = 1)
          @Default("[0.1, 0.2, 0.3, 0.4, 0.5]")
          List<Double> severities,
      @Doc("The split whose images are changed. Nothing is chosen by what comes out.")
          @Default("test")
          On on,
      @Doc("How many of them at the most, the first ones.")
          @Range(min = 1, max = 1e7)
          @Default("2000")
          int examples,
      @Doc("Which results are looked at.") @Default("{}") Selection only) {
    public Settings {
      severities = List.copyOf(severities);
    }
  }

  @Override
  public String name() {
    return "noise_robustness";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Accuracy and loss on images with noise of several strengths.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    settings.only().check(place, "only");
    if (settings.severities().isEmpty()) {
      throw place.fail("severities", "no severities", "at least one");
    }
    if (settings.on() == On.VALIDATION && place.experiment().data().validation() == 0) {
      throw place.fail("on", "validation", "test, or examples in data.validation");
    }
  }

  /** One task a result. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    plan.results().stream()
        .filter(settings.only()::of)
        .forEach(result -> measure(plan, settings, result));
  }

  private static void measure(AnalysisPlan plan, Settings settings, AnalysedResult result) {
    plan.task(
        AnalysisGroups.id(result),
        "noise_robustness",
        new NoiseRobustnessOperator.Parameters(
            result.network(),
            settings.kind().name().toLowerCase(Locale.ROOT),
            settings.severities(),
            settings.on().name().toLowerCase(Locale.ROOT),
            settings.examples()),
        new AnalysisInputs()
            .trained("weights", Stream.of(result))
            .split(result)
            .add(result.shrinking())
            .list(),
        plan.stream("noise", result.replicate()));
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines("Over severity", List.of("noisy_accuracy"), Dimension.ITEM, Dimension.ARM)
            .each(Dimension.ROUND),
        Look.lines(
            "Mean over severities",
            List.of("mean_noisy_accuracy"),
            Dimension.ROUND,
            Dimension.ARM));
  }
}
