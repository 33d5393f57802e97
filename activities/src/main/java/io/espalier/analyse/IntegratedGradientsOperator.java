package io.espalier.analyse;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Session;
import io.espalier.operator.IntegratedGradientsParameters;
import io.espalier.shrink.StepNetwork;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attributes what a network says of test examples to their inputs; see {@link
 * IntegratedGradientsParameters}.
 */
@AutoService(Descriptor.class)
public final class IntegratedGradientsOperator implements Operator<IntegratedGradientsParameters> {
  private static final int MEAN_EXAMPLES = 1000;

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
    return "Attributes the output for test examples to their inputs, and draws a picture a class.";
  }

  @Override
  public Class<IntegratedGradientsParameters> parameters() {
    return IntegratedGradientsParameters.class;
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
  public @Nullable Object run(IntegratedGradientsParameters parameters, StepContext context) {
    PlacedInput weights = context.placedInput("weights");
    StepNetwork network = StepNetwork.of(context, parameters.network());
    SplitData data = SplitData.of(context);
    int[] shape = network.spec().inputShape().stream().mapToInt(Integer::intValue).toArray();
    float[] baseline = baseline(parameters.baseline(), parameters.own(), data);
    Quadrature rule = Quadrature.of(parameters.rule(), parameters.steps());
    Subject subject = Subject.of(weights.place());
    Completeness all = new Completeness(parameters.tolerance());
    try (Session session = network.open(context, weights.read(), null)) {
      NetworkAttribution attribution =
          new NetworkAttribution(session, rule, baseline, parameters.output());
      Subset test = data.test();
      for (int c = 0; c < data.classes(); c++) {
        context.progress((double) c / data.classes());
        List<Integer> chosen = ofClass(test, c, parameters.examples());
        if (chosen.isEmpty()) {
          continue;
        }
        Completeness completeness = new Completeness(parameters.tolerance());
        for (int i = 0; i < chosen.size(); i++) {
          NetworkAttribution.Of one = attribution.of(test.inputs(chosen.get(i), 1), c);
          completeness.add(one);
          all.add(one);
          if (i == 0) {
            picture(context, c, AttributionPicture.of(shape, one.inputs(), one.attributions()));
          }
        }
        completeness.measure(context, subject.item(Integer.toString(c)), parameters.output());
      }
    }
    all.measure(context, subject, parameters.output());
    return null;
  }

  private static void picture(StepContext context, int c, byte[] png) {
    context.output("class_" + c, "picture", "image/png", out -> out.write(png));
  }

  /** Positions of the first examples of a class. */
  static List<Integer> ofClass(Subset test, int c, int most) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < test.count() && chosen.size() < most; i++) {
      if (test.label(i) == c) {
        chosen.add(i);
      }
    }
    return chosen;
  }

  /**
   * Where paths begin, {@code [C, H, W]}.
   *
   * @param kind {@code zero}, {@code mean} or {@code own}
   * @param own the value of every input at {@code own}
   */
  static float[] baseline(String kind, double own, SplitData data) {
    Subset train = data.train();
    float[] baseline = new float[train.pixelsPerExample()];
    switch (kind) {
      case "zero" -> {
        // As it was made.
      }
      case "own" -> Arrays.fill(baseline, (float) own);
      case "mean" -> {
        Subset first = train.first(MEAN_EXAMPLES);
        double[] sums = new double[baseline.length];
        for (int i = 0; i < first.count(); i++) {
          float[] one = first.inputs(i, 1);
          for (int j = 0; j < sums.length; j++) {
            sums[j] += one[j];
          }
        }
        for (int j = 0; j < sums.length; j++) {
          baseline[j] = (float) (sums[j] / first.count());
        }
      }
      default -> throw new FatalTaskException("baseline: " + kind);
    }
    return baseline;
  }
}
