package io.espalier.analyse.examples;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.Place;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.shrink.ShrinkingFiles;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code score_examples}: inputs {@code weights} with their places and {@code split};
 * output {@code el2n}: {@code el2n [examples]}, the error norm of every training example averaged
 * over the networks. Measures, for each group, the mean and range {@code el2n} and the part {@code
 * el2n_flipped_part} of examples whose class is wrong, and over all examples how well EL2N tells
 * those from the others ({@code el2n_auc}).
 */
@AutoService(Descriptor.class)
public final class ScoreExamplesOperator implements Operator<ScoreExamplesOperator.Parameters> {
  /**
   * Parameters.
   *
   * @param network name of the networks
   * @param groups that the scores are summed up in
   */
  public record Parameters(String network, int groups) {}

  @Override
  public String name() {
    return "score_examples";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Scores training examples by the error norm of early networks (EL2N).";
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
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public @Nullable Object run(Parameters parameters, StepContext context) {
    List<PlacedInput> scorers = context.placedInputs("weights");
    if (scorers.isEmpty()) {
      throw new FatalTaskException("weights: none (expected: at least 1)");
    }
    SplitData data = SplitData.of(context);
    Subset train = data.train();
    double[] sums = new double[train.count()];
    for (PlacedInput scorer : scorers) {
      ExampleLosses losses =
          ExampleLosses.of(
              context,
              parameters.network(),
              ShrinkingFiles.KIND,
              scorer.read(),
              train,
              data.classes());
      for (int i = 0; i < sums.length; i++) {
        sums[i] += losses.errorNorm(i, train.label(i));
      }
    }
    float[] scores = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      scores[i] = (float) (sums[i] / scorers.size());
    }
    Tensor el2n = new Tensor(new int[] {scores.length}, scores);
    context.output(
        "el2n",
        "example-scores",
        Safetensors.MEDIA_TYPE,
        out -> Safetensors.write(out, Map.of("el2n", el2n)));
    Place place = scorers.get(0).place();
    Subject subject = Subject.of(new Place(place.replicate(), place.arm(), place.draw(), null));
    measure(parameters, context, subject, train, scores);
    return null;
  }

  private static void measure(
      Parameters parameters, StepContext context, Subject subject, Subset train, float[] scores) {
    double[] wide = new double[scores.length];
    boolean[] flipped = new boolean[scores.length];
    boolean any = false;
    for (int i = 0; i < scores.length; i++) {
      wide[i] = scores[i];
      flipped[i] = train.label(i) != train.trueLabel(i);
      any |= flipped[i];
    }
    int[] groups = Subgroups.of(wide, parameters.groups());
    for (int g = 0; g < parameters.groups(); g++) {
      double sum = 0;
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      long count = 0;
      long wrong = 0;
      for (int i = 0; i < wide.length; i++) {
        if (groups[i] == g) {
          count++;
          sum += wide[i];
          low = Math.min(low, wide[i]);
          high = Math.max(high, wide[i]);
          wrong += flipped[i] ? 1 : 0;
        }
      }
      Subject item = subject.item(Integer.toString(g + 1));
      context.measure("el2n", item, sum / count, count, low, high, "");
      context.measure(
          "el2n_flipped_part", item, (double) wrong / count, count, null, null, "fraction");
    }
    if (any) {
      double auc = Subgroups.auc(wide, flipped);
      context.measure("el2n_auc", subject, auc, (long) wide.length, null, null, "probability");
    }
  }
}
