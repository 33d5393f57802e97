package io.espalier.analyse.examples;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.SplitManifest;
import io.espalier.data.split.Subset;
import io.espalier.operator.SplitParameters;
import io.espalier.plan.protocol.dense.DenseWithout;
import io.espalier.plan.protocol.dense.DenseWithout.Parameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Operator {@code leave_out_examples}: input {@code split} and, for {@code improved}, the weights
 * {@code before} and {@code after}, the latter with {@code after_shrinking} where its network was
 * made smaller; for {@code random} the stream {@code leave-out} (replicate, round). Output {@code
 * split}: the same without {@code HALF_EVEN(part × examples)} of the training examples, those whose
 * loss fell the most, of equal ones the first. Inputs keep the normalisation of the whole split.
 */
@AutoService(Descriptor.class)
public final class LeaveOutExamplesOperator implements Operator<Parameters> {
  /**
   * What went.
   *
   * @param left training examples that are left
   * @param out those that are left out
   * @param flippedOut those of them with a wrong class
   */
  public record Result(int left, int out, int flippedOut) {}

  @Override
  public String name() {
    return "leave_out_examples";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Leaves training examples out on which another network is most improved, or random ones.";
  }

  @Override
  public Class<Parameters> parameters() {
    return Parameters.class;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return ((Parameters) parameters).choose().equals("improved");
  }

  @Override
  public Result run(Parameters parameters, StepContext context) {
    SplitData data = SplitData.of(context);
    Subset train = data.train();
    int out = SplitParameters.part(parameters.part(), train.count());
    int[] order =
        switch (parameters.choose()) {
          case "improved" -> mostFirst(improvements(parameters, context, data, train));
          case "random" -> context.random("leave-out").permutation(train.count());
          default -> throw new FatalTaskException("choose: " + parameters.choose());
        };
    boolean[] gone = new boolean[train.count()];
    int flipped = 0;
    for (int i = 0; i < out; i++) {
      gone[order[i]] = true;
      flipped += train.label(order[i]) == train.trueLabel(order[i]) ? 0 : 1;
    }
    int[] kept = IntStream.range(0, gone.length).filter(i -> !gone[i]).map(train::index).toArray();
    byte[] bytes = SplitManifest.of(context.input("split")).onlyTraining(kept).toBytes();
    context.output("split", "data-manifest", SplitManifest.MEDIA_TYPE, file -> file.write(bytes));
    context.log(
        "%d of %d training examples left out, %d of them with a wrong class"
            .formatted(out, gone.length, flipped));
    return new Result(kept.length, out, flipped);
  }

  /** How far the loss of each example fell, in nats. */
  private static double[] improvements(
      Parameters parameters, StepContext context, SplitData data, Subset train) {
    ExampleLosses before = losses(parameters, context, data, DenseWithout.BEFORE, "none");
    ExampleLosses after =
        losses(parameters, context, data, DenseWithout.AFTER, DenseWithout.AFTER_SHRINKING);
    return IntStream.range(0, train.count())
        .mapToDouble(i -> before.loss(i, train.label(i)) - after.loss(i, train.label(i)))
        .toArray();
  }

  private static ExampleLosses losses(
      Parameters parameters, StepContext context, SplitData data, String role, String shrinking) {
    return ExampleLosses.of(
        context,
        parameters.network(),
        shrinking,
        context.input(role),
        data.train(),
        data.classes());
  }

  /** Positions, the largest value first, of equal ones the first. */
  static int[] mostFirst(double[] values) {
    return Arrays.stream(IntStream.range(0, values.length).boxed().toArray(Integer[]::new))
        .sorted(Comparator.comparingDouble(i -> -values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
