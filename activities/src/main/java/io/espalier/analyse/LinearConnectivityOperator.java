package io.espalier.analyse;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.LinearConnectivityParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.train.Accuracy;
import io.espalier.train.Predictor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures losses and errors on the line between two networks, and their barriers; see {@link
 * LinearConnectivityParameters}.
 */
@AutoService(Descriptor.class)
public final class LinearConnectivityOperator implements Operator<LinearConnectivityParameters> {
  @Override
  public String name() {
    return "linear_mode_connectivity";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures loss and error on the line between two networks.";
  }

  @Override
  public Class<LinearConnectivityParameters> parameters() {
    return LinearConnectivityParameters.class;
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
  public @Nullable Object run(LinearConnectivityParameters parameters, StepContext context) {
    List<PlacedInput> ends = context.placedInputs("weights");
    if (ends.size() != 2) {
      throw new FatalTaskException("weights: " + ends.size() + " (expected: 2)");
    }
    NetworkSpec network = context.catalog().get(Network.class, parameters.network()).spec();
    SplitData data = SplitData.of(context);
    Subset examples = examples(parameters, data);
    Line line =
        new Line(Safetensors.read(ends.get(0).read()), Safetensors.read(ends.get(1).read()));
    boolean taken = BatchStatistics.in(network) && parameters.batchNorm().equals("reestimated");
    Subset statistics = data.train().first(parameters.statisticsExamples());
    Subject pair = Subject.of(ends.get(0).place()).against(ends.get(1).place());
    int steps = parameters.steps();
    double[] losses = new double[steps + 1];
    double[] errors = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      double done = i / (steps + 1.0);
      SortedMap<String, Tensor> point = line.at((double) i / steps);
      if (taken) {
        point = BatchStatistics.taken(context.executor(), network, point, statistics);
      }
      Accuracy accuracy =
          measure(context, network, point, examples, data.classes(), () -> context.progress(done));
      losses[i] = accuracy.loss();
      errors[i] = 1 - accuracy.fraction();
      Subject at = pair.item(position(i, steps));
      long n = examples.count();
      context.measure("loss", at, losses[i], n, null, null, "nats");
      context.measure("error", at, errors[i], n, null, null, "fraction");
    }
    Barrier barrier = Barrier.of(losses, errors);
    Subject said = pair.item(statisticsSaid(network, taken));
    long n = examples.count();
    context.measure("loss_barrier", said, barrier.loss(), n, null, null, "nats");
    context.measure("error_barrier", said, barrier.error(), n, null, null, "fraction");
    return null;
  }

  private static String statisticsSaid(NetworkSpec network, boolean taken) {
    if (!BatchStatistics.in(network)) {
      return "no batch norm";
    }
    return taken ? "batch norm re-estimated" : "batch norm interpolated";
  }

  private static Subset examples(LinearConnectivityParameters parameters, SplitData data) {
    Subset split =
        switch (parameters.on()) {
          case "test" -> data.test();
          case "validation" -> data.validation();
          case "train" -> data.train();
          default -> throw new FatalTaskException("on: " + parameters.on());
        };
    if (split.count() == 0) {
      throw new FatalTaskException("on: " + parameters.on() + " (expected: a split with examples)");
    }
    return parameters.examples() == null ? split : split.first(parameters.examples());
  }

  private static Accuracy measure(
      StepContext context,
      NetworkSpec network,
      SortedMap<String, Tensor> tensors,
      Subset examples,
      int classes,
      Runnable alive) {
    TrainingState state = TrainingState.fresh(tensors, null);
    try (Session session = context.executor().open(network, state, Optimizer.NONE)) {
      float[] logits = Predictor.logits(session, examples, classes, alive);
      return Accuracy.of(logits, examples.labels(0, examples.count()), classes);
    }
  }

  /** α as text: {@code 0}, {@code 0.1}, … {@code 1}. */
  private static String position(int i, int steps) {
    return new BigDecimal(i)
        .divide(new BigDecimal(steps), 4, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
