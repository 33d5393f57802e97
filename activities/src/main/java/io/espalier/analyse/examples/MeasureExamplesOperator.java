package io.espalier.analyse.examples;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
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
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code measure_examples}: one input {@code weights} with its place, {@code split} and
 * {@code el2n} of {@link ScoreExamplesOperator}. Measures loss (in nats) and accuracy on all
 * training examples under the class they are trained on ({@code train_}); on those with their own
 * class ({@code clean_}) and those with a wrong one under that ({@code flipped_}) and under their
 * own ({@code flipped_true_}); and the same in every group, item 1 the easiest ({@code group_},
 * {@code clean_} …). Where there is no such example there is no row.
 */
@AutoService(Descriptor.class)
public final class MeasureExamplesOperator implements Operator<MeasureExamplesOperator.Parameters> {
  /**
   * Parameters.
   *
   * @param network name of the network
   * @param groups of equal size
   */
  public record Parameters(String network, int groups) {}

  @Override
  public String name() {
    return "measure_examples";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures loss and accuracy on groups of training examples.";
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
    PlacedInput weights = context.placedInput("weights");
    SplitData data = SplitData.of(context);
    Subset train = data.train();
    int[] groups = Subgroups.of(scores(context, train.count()), parameters.groups());
    ExampleLosses losses =
        ExampleLosses.of(
            context,
            parameters.network(),
            ShrinkingFiles.KIND,
            weights.read(),
            train,
            data.classes());
    Subject subject = Subject.of(weights.place());
    Sums all = new Sums(train, losses);
    Sums[] each = new Sums[parameters.groups()];
    for (int g = 0; g < each.length; g++) {
      each[g] = new Sums(train, losses);
    }
    for (int i = 0; i < train.count(); i++) {
      all.add(i);
      each[groups[i]].add(i);
    }
    all.measure(context, subject, "train");
    for (int g = 0; g < each.length; g++) {
      each[g].measure(context, subject.item(Integer.toString(g + 1)), "group");
    }
    return null;
  }

  private static double[] scores(StepContext context, int examples) {
    Tensor el2n = Safetensors.read(context.input("el2n")).get("el2n");
    if (el2n == null || el2n.data().length != examples) {
      throw new FatalTaskException("el2n: " + el2n + " (expected: [" + examples + "])");
    }
    double[] scores = new double[examples];
    for (int i = 0; i < examples; i++) {
      scores[i] = el2n.data()[i];
    }
    return scores;
  }

  /** Sums over some examples, by kind. */
  private static final class Sums {
    private final Subset train;
    private final ExampleLosses losses;
    private final Sum clean = new Sum();
    private final Sum flipped = new Sum();
    private final Sum own = new Sum();

    Sums(Subset train, ExampleLosses losses) {
      this.train = train;
      this.losses = losses;
    }

    void add(int example) {
      int label = train.label(example);
      int trueLabel = train.trueLabel(example);
      if (label == trueLabel) {
        clean.add(losses, example, label);
      } else {
        flipped.add(losses, example, label);
        own.add(losses, example, trueLabel);
      }
    }

    void measure(StepContext context, Subject subject, String all) {
      clean.plus(flipped).measure(context, subject, all);
      clean.measure(context, subject, "clean");
      flipped.measure(context, subject, "flipped");
      own.measure(context, subject, "flipped_true");
    }
  }

  /** Loss and right answers over examples. */
  private static final class Sum {
    private long count;
    private long right;
    private double loss;

    void add(ExampleLosses losses, int example, int label) {
      count++;
      right += losses.names(example, label) ? 1 : 0;
      loss += losses.loss(example, label);
    }

    Sum plus(Sum other) {
      Sum sum = new Sum();
      sum.count = count + other.count;
      sum.right = right + other.right;
      sum.loss = loss + other.loss;
      return sum;
    }

    void measure(StepContext context, Subject subject, String kind) {
      if (count > 0) {
        context.measure(kind + "_loss", subject, loss / count, count, null, null, "nats");
        context.measure(
            kind + "_accuracy", subject, (double) right / count, count, null, null, "fraction");
      }
    }
  }
}
