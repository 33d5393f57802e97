package io.espalier.prune;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.RandomStream;
import io.espalier.data.DataSet;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Executor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Tanh;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.RewindParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.random.RandomSource;
import io.espalier.score.Criterion;
import io.espalier.score.ScoreOperator;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Tensor;
import io.espalier.train.TinyProblem;
import io.espalier.train.TrainOperator;
import io.espalier.treatment.RewindOperator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;

/** Rounds of pruning on a network of 9-8-3 units with the real operators and executor. */
public final class TinyRounds {
  public static final String NETWORK = "tiny-dense";
  public static final int INPUTS = 9;
  public static final int HIDDEN = 8;
  public static final long UNTIL = 60;

  private static final Executor EXECUTOR =
      ServiceLoader.load(Executor.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(executor -> executor.name().equals("dl4j-cpu"))
          .findFirst()
          .orElseThrow();

  private TinyRounds() {}

  public static NetworkSpec spec() {
    return new NetworkSpec(
        NETWORK,
        List.of(1, 3, 3),
        3,
        List.of(new Flatten(), new Dense(HIDDEN, "fc1"), new Tanh(), new Dense(3, "fc2")),
        Initialiser.GLOROT_NORMAL);
  }

  /** θ₀: 72 and 24 weights. */
  public static SortedMap<String, Tensor> initialWeights() {
    return Initialisation.weights(
        spec(), RandomSource.of(new RandomStream("initialise", 7, List.of(1L))));
  }

  /** A context with executor, catalog, data order and the split. */
  public static RecordingContext context(int validation) {
    List<Descriptor> known = new ArrayList<>(Catalog.builtIn().all(Criterion.class));
    known.addAll(Catalog.builtIn().all(Scope.class));
    known.add(TinyProblem.CATALOG.get(DataSet.class, "tiny"));
    known.add(new TinyNetwork());
    return new RecordingContext()
            .catalog(new Catalog(known, Map.of()))
            .executor(EXECUTOR)
            .input("split", TinyProblem.split(validation))
            .stream("order", 7, 1);
  }

  /** Every training example of a split without validation. */
  public static float[] trainInputs() {
    Subset train = SplitData.of(context(0)).train();
    return train.inputs(0, train.count());
  }

  public static int[] trainLabels() {
    Subset train = SplitData.of(context(0)).train();
    return train.labels(0, train.count());
  }

  static byte[] train(byte[] weights, byte[] mask, String optimizer, long from, long until) {
    RecordingContext context = context(15).input("weights", weights).input("mask", mask);
    new TrainOperator()
        .run(
            new TrainParameters(
                NETWORK,
                new OptimizerParameters(optimizer, 0.9, 0.9, 0.999, 1e-8, 1e-3),
                new LearningRateParameters(0.05, 0, List.of(), 1),
                10,
                from,
                until,
                0,
                "final"),
            context);
    return context.output("weights").bytes();
  }

  static byte[] prune(byte[] weights, byte[] mask, double fraction, List<String> ignore) {
    RecordingContext score = context(15).input("weights", weights).input("mask", mask);
    new ScoreOperator().run(new ScoreParameters(NETWORK, "magnitude", "weight", ignore, 0), score);
    RecordingContext prune =
        context(15).input("scores", score.output("scores").bytes()).input("mask", mask);
    new PruneOperator()
        .run(
            new PruneParameters(NETWORK, "weight", "global", fraction, Map.of(), null, ignore),
            prune);
    return prune.output("mask").bytes();
  }

  static byte[] rewind(byte[] to, byte[] mask) {
    RecordingContext context = context(15).input("weights", to).input("mask", mask);
    new RewindOperator().run(new RewindParameters(), context);
    return context.output("weights").bytes();
  }

  /** Tensors as an artifact's bytes. */
  public static byte[] bytes(SortedMap<String, Tensor> tensors) {
    return TinyProblem.bytes(tensors);
  }

  static byte[] bytes(Mask mask) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      MaskFiles.write(out, mask);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  static Mask dense(List<String> ignore) {
    return Mask.dense(new TinyNetwork(), io.espalier.catalog.Granularity.WEIGHT, ignore);
  }

  private static final class TinyNetwork implements Network {
    @Override
    public NetworkSpec spec() {
      return TinyRounds.spec();
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Two dense layers.";
    }
  }
}
