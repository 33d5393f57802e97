package io.espalier.plan.analysis;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.IntegratedGradientsParameters;
import io.espalier.plan.analysis.Look.Dimension;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which inputs a network goes by: integrated gradients of Sundararajan et al. 2017, with the
 * residual of their completeness.
 */
@AutoService(Descriptor.class)
public final class IntegratedGradients implements AnalysisDescriptor, SettingsRules {
  /** How the integral becomes a sum. */
  public enum Rule {
    /** The right end of each part, as the paper writes it. */
    RIGHT,
    /** The middle of each part. */
    MIDPOINT,
    /** Both ends of each part. */
    TRAPEZOID,
    /** The left end of each part. */
    LEFT,
    /** As many points as parts, exact for polynomials of degree 2 steps − 1. */
    GAUSS_LEGENDRE
  }

  /** Where paths begin. */
  public enum Baseline {
    /** All inputs 0, as the network sees them. */
    ZERO,
    /** The mean of the first 1,000 training examples. */
    MEAN,
    /** All inputs the value of {@code own}. */
    OWN
  }

  /** What is differentiated. */
  public enum Output {
    /** The logit of the example's class. */
    LOGIT,
    /** Its probability. */
    PROBABILITY
  }

  /** Settings. */
  public record Settings(
      @Doc(
              "How the integral becomes a sum: the paper's right ends, left ones, midpoints,"
                  + " trapezoids, or Gauss and Legendre's points.")
          @Default("midpoint")
          Rule rule,
      @Doc("Parts that each path is divided into; the paper takes 20 to 300.")
          @Range(min = 1, max = 10000)
          @Default("50")
          int steps,
      @Doc("Where paths begin: all inputs 0, the mean training example, or a value of your own.")
          @Default("zero")
          Baseline baseline,
      @Doc("The value of every input where baseline is own.") @Range(min = -1e6, max = 1e6)
          @Nullable Double own,
      @Doc("What is differentiated, of each example's own class.") @Default("logit") Output output,
      @Doc("Test examples of each class, the first ones.")
          @Range(min = 1, max = 10000)
          @Default("10")
          int examples,
      @Doc("A residual counts as complete up to this part of the change of the output.")
          @Range(min = 0, max = 1, above = true)
          @Default("0.05")
          double tolerance,
      @Doc("Which results are looked at; replicate 1 where left out.") @Default("{replicates: [1]}")
          Selection only) {}

  @Override
  public String name() {
    return "integrated_gradients";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Which inputs a network goes by, as a picture for each class.";
  }

  @Override
  public Class<? extends Record> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    settings.only().check(place, "only");
    if ((settings.baseline() == Baseline.OWN) != (settings.own() != null)) {
      throw settings.own() == null
          ? place.fail("own", "nothing", "the value of every input, since baseline is own")
          : place.fail("own", String.valueOf(settings.own()), "nothing, or baseline: own");
    }
  }

  /** One task a result. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    plan.results().stream()
        .filter(settings.only()::of)
        .forEach(
            result ->
                plan.task(
                    AnalysisGroups.id(result),
                    "integrated_gradients",
                    parameters(settings, result.network()),
                    new AnalysisInputs()
                        .trained("weights", Stream.of(result))
                        .split(result)
                        .add(result.shrinking())
                        .list()));
  }

  private static IntegratedGradientsParameters parameters(Settings settings, String network) {
    return new IntegratedGradientsParameters(
        network,
        settings.rule().name().toLowerCase(Locale.ROOT),
        settings.steps(),
        settings.baseline().name().toLowerCase(Locale.ROOT),
        settings.own() == null ? 0 : settings.own(),
        settings.output().name().toLowerCase(Locale.ROOT),
        settings.examples(),
        settings.tolerance());
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.images("Attributions")
            .note(
                "The first test example of each class, and beside it what speaks for its class"
                    + " (red) and against it (blue)."),
        Look.lines(
                "Examples within the tolerance",
                List.of("complete"),
                Dimension.DENSITY,
                Dimension.ARM)
            .note("Of how many examples the attributions add up to the change of the output."));
  }
}
