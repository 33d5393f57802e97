package io.espalier.engine.dl4j;

import io.espalier.engine.Optimizer;
import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Pullback;
import io.espalier.engine.Readout;
import io.espalier.engine.Statistics;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.Buffers;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.FlatTraining;
import io.espalier.engine.flat.OneThreadSession;
import io.espalier.engine.flat.Passes;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.flat.Tracing;
import io.espalier.model.NetworkSpec;
import io.espalier.objective.CrossEntropy;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A network that is open on native layers, with the optimizer in plain Java. */
final class Dl4jSession extends OneThreadSession {
  private final FlatLayout layout;
  private final FlatTraining training;
  private final Passes network;

  /**
   * Opens a network.
   *
   * @param network made by this thread; closed with the session
   */
  Dl4jSession(NetworkSpec spec, Passes network, TrainingState state, Optimizer optimizer) {
    super(spec, Chunks.examples(spec));
    this.network = network;
    this.layout = network.layout();
    this.training = new FlatTraining(layout, Buffers.without(spec, state), optimizer);
    training.copyWeightsTo(network.parameters());
    Buffers.read(state.parameters(), network.statistics());
  }

  @Override
  protected Iterations iterations(int batchSize) {
    float[] inputs = new float[batchSize * spec().inputSize()];
    return new Iterations() {
      @Override
      public float[] inputs() {
        return inputs;
      }

      @Override
      public double pass(LossBatch batch, Loss loss, @Nullable RandomSource noise) {
        network.noise(noise);
        try {
          return network.differentiate(batch, batchSize, loss);
        } finally {
          network.noise(null);
        }
      }

      @Override
      public void update(double learningRate) {
        network.statistics().forEach(RunningStatistics::move);
        training.update(network.gradients(), network.parameters(), learningRate);
      }
    };
  }

  @Override
  protected void predict(float[] inputs, int first, int count, float[] target) {
    network.predict(inputs, first, count, Statistics.RUNNING, target);
  }

  @Override
  public Outputs forward(Point at) {
    at.requireOf(spec());
    return given(
        at,
        () -> {
          float[] logits = logits(at.inputs(), at.count(), at.statistics());
          if (at.statistics() == Statistics.BATCH) {
            network.statistics().forEach(RunningStatistics::move);
          }
          return new Outputs(logits, Buffers.of(network.statistics()));
        });
  }

  @Override
  public Pullback backward(Point at, float[] slopes) {
    Tracing tracing = Tracing.of(spec(), at, slopes);
    return given(at, () -> tracing.pullback(sumOfGradients(at.inputs(), at.count(), tracing)));
  }

  /** Passes at other parameters than the session's, which are as they were afterwards. */
  private <T> T given(Point at, Supplier<T> passes) {
    prepare();
    SortedMap<String, Tensor> buffers = Buffers.of(network.statistics());
    try {
      network.parameters().put(0, layout.flatten(at.parameters(), ""));
      Buffers.read(at.parameters(), network.statistics());
      return passes.get();
    } finally {
      training.copyWeightsTo(network.parameters());
      Buffers.read(buffers, network.statistics());
    }
  }

  private float[] logits(float[] inputs, int count, Statistics statistics) {
    float[] logits = new float[Math.multiplyExact(count, spec().classes())];
    int part = part(count, statistics);
    for (int first = 0; first < count; first += part) {
      network.predict(inputs, first, Math.min(part, count - first), statistics, logits);
    }
    return logits;
  }

  /** Examples that pass at once: a batch norm that normalises by them looks at all of them. */
  private int part(int count, Statistics statistics) {
    boolean whole = statistics == Statistics.BATCH && !network.statistics().isEmpty();
    return whole ? Math.max(1, count) : chunk();
  }

  @Override
  public SortedMap<String, Tensor> gradients(float[] inputs, int[] labels) {
    prepare();
    float[] sum = new float[layout.size()];
    float[] some = new float[layout.size()];
    int part = part(labels.length, Statistics.BATCH);
    for (int first = 0; first < labels.length; first += part) {
      int count = Math.min(part, labels.length - first);
      LossBatch examples =
          new LossBatch(inputs, labels, first, count, spec().inputSize(), spec().classes());
      network.differentiate(examples, labels.length, CrossEntropy.PLAIN);
      add(some, sum);
    }
    return layout.tensors(sum, "");
  }

  @Override
  public SortedMap<String, Tensor> outputGradients(float[] inputs, int count, Readout readout) {
    prepare();
    return sumOfGradients(
        inputs, count, new Tracing(spec(), inputs, count, readout, Statistics.RUNNING, Set.of()));
  }

  @Override
  public Trace trace(float[] inputs, int count, Readout readout, Set<String> layers) {
    prepare();
    Tracing tracing = new Tracing(spec(), inputs, count, readout, Statistics.RUNNING, layers);
    for (int first = 0; first < count; first += chunk()) {
      network.trace(inputs, first, Math.min(chunk(), count - first), tracing);
    }
    return tracing.trace();
  }

  @Override
  public TrainingState state() {
    return Buffers.with(training.state(), network.statistics());
  }

  @Override
  public void close() {
    prepare();
    network.close();
  }

  private SortedMap<String, Tensor> sumOfGradients(float[] inputs, int count, Tracing tracing) {
    float[] sum = new float[layout.size()];
    float[] some = new float[layout.size()];
    int part = part(count, tracing.statistics());
    for (int first = 0; first < count; first += part) {
      network.trace(inputs, first, Math.min(part, count - first), tracing);
      add(some, sum);
    }
    return layout.tensors(sum, "");
  }

  /** Adds the gradients of the last pass, read into {@code some}, to {@code sum}. */
  private void add(float[] some, float[] sum) {
    network.gradients().get(0, some);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += some[i];
    }
  }

  @Override
  protected void prepare() {
    super.prepare();
    Backend.prepareThread();
  }
}
