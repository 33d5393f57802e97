package io.espalier.analyse;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Session;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.analysis.AnalysedResult;
import io.espalier.plan.analysis.AnalysisDescriptor;
import io.espalier.plan.analysis.AnalysisGroups;
import io.espalier.plan.analysis.AnalysisInputs;
import io.espalier.plan.analysis.AnalysisPlan;
import io.espalier.plan.analysis.IntegratedGradients.Output;
import io.espalier.plan.analysis.IntegratedGradients.Rule;
import io.espalier.plan.analysis.Look;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Selection;
import io.espalier.shrink.StepNetwork;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Analysis {@code attribution_steps}: how many steps integrated gradients (Sundararajan et al.
 * 2017) need under each rule until they add up to the change of the output. Beside them stands the
 * gradient at the example times its distance from the baseline, which is no integral at all: on a
 * network that is linear along the path it does as well.
 */
@AutoService(Descriptor.class)
public final class AttributionSteps implements AnalysisDescriptor, SettingsRules {
  /** Where paths begin. */
  public enum Baseline {
    /** All inputs 0, as the network sees them. */
    ZERO,
    /** The mean of the first 1,000 training examples. */
    MEAN
  }

  /** Settings. */
  public record Settings(
      @Doc("Rules that are compared.")
          @Default("[right, left, midpoint, trapezoid, gauss_legendre]")
          List<Rule> rules,
      @Doc("Steps that are tried, fewest first; the paper takes 20 to 300.")
          @Range(min = 1, max = 10000)
          @Default("[5, 10, 20, 50, 100, 200, 300]")
          List<Integer> steps,
      @Doc("Where paths begin: all inputs 0, or the mean training example.") @Default("zero")
          Baseline baseline,
      @Doc("What is differentiated, of each example's own class.") @Default("logit") Output output,
      @Doc("Test examples of each class, the first ones.")
          @Range(min = 1, max = 10000)
          @Default("20")
          int examples,
      @Doc("A residual counts as complete up to this part of the change of the output.")
          @Range(min = 0, max = 1, above = true)
          @Default("0.05")
          double tolerance,
      @Doc("So many examples have to be complete where steps are called enough.")
          @Range(min = 0, max = 1, above = true)
          @Default("0.95")
          double share,
      @Doc("Which results are looked at; replicate 1 where left out.") @Default("{replicates: [1]}")
          Selection only) {}

  @Override
  public String name() {
    return "attribution_steps";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "How many steps integrated gradients need to add up, rule by rule.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    settings.only().check(place, "only");
    if (settings.rules().isEmpty()) {
      throw place.fail("rules", "[]", "at least one");
    }
    List<Integer> steps = settings.steps();
    if (steps.isEmpty()) {
      throw place.fail("steps", "[]", "at least one");
    }
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i) <= steps.get(i - 1)) {
        throw place.fail(
            "steps." + i, steps.get(i).toString(), "more than " + steps.get(i - 1) + " before it");
      }
    }
  }

  /** One task a result. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    for (AnalysedResult result : plan.results()) {
      if (settings.only().of(result)) {
        plan.task(
            AnalysisGroups.id(result),
            "measure_attribution_steps",
            parameters(settings, result.network()),
            new AnalysisInputs()
                .trained("weights", Stream.of(result))
                .split(result)
                .add(result.shrinking())
                .list());
      }
    }
  }

  private static Parameters parameters(Settings settings, String network) {
    return new Parameters(
        network,
        settings.rules().stream().map(rule -> rule.name().toLowerCase(Locale.ROOT)).toList(),
        settings.steps(),
        settings.baseline().name().toLowerCase(Locale.ROOT),
        settings.output().name().toLowerCase(Locale.ROOT),
        settings.examples(),
        settings.tolerance(),
        settings.share());
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines("Examples within the tolerance", names("complete_"), Dimension.ITEM)
            .each(Dimension.ROUND)
            .note("Of how many examples the attributions add up, over the steps."),
        Look.lines("Relative residual", names("residual_"), Dimension.ITEM)
            .each(Dimension.ROUND)
            .note("Mean of what is missing or too much, as a part of the change of the output."));
  }

  private static List<String> names(String prefix) {
    return Stream.of(Rule.values())
        .map(rule -> prefix + rule.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /**
   * Parameters of {@code measure_attribution_steps}: inputs {@code weights} with its place, {@code
   * split} and optionally {@code shrinking}.
   */
  public record Parameters(
      String network,
      List<String> rules,
      List<Integer> steps,
      String baseline,
      String output,
      int examples,
      double tolerance,
      double share) {}

  /**
   * Measures for each rule R and number of steps, in {@code item}: {@code complete_R}, part of the
   * examples whose residual is within the tolerance; {@code residual_R}, mean of |residual| / max(
   * |change|, 0.01), with the largest in {@code high}; and by itself {@code fewest_R}, the first of
   * the steps from which on, in their order, enough examples are complete: infinite where none is.
   * {@code complete_gradient_times_input} and {@code residual_gradient_times_input} have no steps.
   */
  @AutoService(Descriptor.class)
  public static final class Measure implements Operator<Parameters> {
    /** Changes of the output below this are too small to divide by. */
    private static final double FLOOR = 0.01;

    @Override
    public String name() {
      return "measure_attribution_steps";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Counts the steps that integrated gradients need to add up.";
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
    public boolean readsTestData() {
      return true;
    }

    @Override
    public boolean runsNetwork(Record parameters, Catalog catalog) {
      return true;
    }

    @Override
    public @Nullable Object run(Parameters parameters, StepContext context) {
      PlacedInput weights = context.placedInput("weights");
      StepNetwork network = StepNetwork.of(context, parameters.network());
      SplitData data = SplitData.of(context);
      float[] baseline = IntegratedGradientsOperator.baseline(parameters.baseline(), 0, data);
      try (Session session = network.open(context, weights.read(), null)) {
        Looked looked = new Looked(parameters, context, session, baseline, data);
        Subject subject = Subject.of(weights.place());
        for (String rule : parameters.rules()) {
          looked.rule(subject, rule);
        }
        looked.gradientTimesInput(subject);
      }
      return null;
    }

    /** The examples of one network. */
    private record Looked(
        Parameters parameters,
        StepContext context,
        Session session,
        float[] baseline,
        SplitData data) {

      void rule(Subject subject, String rule) {
        double fewest = Double.POSITIVE_INFINITY;
        for (int steps : parameters.steps()) {
          double complete =
              measure(subject.item(Integer.toString(steps)), rule, Quadrature.of(rule, steps));
          boolean enough = complete >= parameters.share();
          fewest = !enough ? Double.POSITIVE_INFINITY : Math.min(fewest, steps);
        }
        context.measure("fewest_" + rule, subject, fewest, "steps");
      }

      /** The rule of one step that looks at the example alone. */
      void gradientTimesInput(Subject subject) {
        measure(subject, "gradient_times_input", Quadrature.of("right", 1));
      }

      private double measure(Subject subject, String name, Quadrature rule) {
        NetworkAttribution attribution =
            new NetworkAttribution(session, rule, baseline, parameters.output());
        Subset test = data.test();
        long n = 0;
        long complete = 0;
        double sum = 0;
        double largest = 0;
        for (int c = 0; c < data.classes(); c++) {
          context.progress((double) c / data.classes());
          for (int i : IntegratedGradientsOperator.ofClass(test, c, parameters.examples())) {
            NetworkAttribution.Of one = attribution.of(test.inputs(i, 1), c);
            double residual = Math.abs(one.residual());
            double relative = residual / Math.max(Math.abs(one.change()), FLOOR);
            n++;
            complete += residual <= parameters.tolerance() * Math.abs(one.change()) ? 1 : 0;
            sum += relative;
            largest = Math.max(largest, relative);
          }
        }
        double part = (double) complete / n;
        context.measure("complete_" + name, subject, part, n, null, null, "fraction");
        context.measure("residual_" + name, subject, sum / n, n, null, largest, "fraction");
        return part;
      }
    }
  }
}
