package io.espalier.engine.dl4j;

import io.espalier.engine.BatchSource;
import io.espalier.engine.DivergedException;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.Buffers;
import io.espalier.engine.flat.CrossEntropy;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.FlatTraining;
import io.espalier.engine.flat.Passes;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.flat.Tracing;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongToDoubleFunction;

/** A network that is open on native layers, with the optimizer in plain Java. */
final class Dl4jSession implements Session {
  private final Thread owner = Thread.currentThread();
  private final NetworkSpec spec;
  private final FlatLayout layout;
  private final FlatTraining training;
  private final Passes network;
  private final int chunk;

  /**
   * Opens a network.
   *
   * @param network made by this thread; closed with the session
   */
  Dl4jSession(NetworkSpec spec, Passes network, TrainingState state, Optimizer optimizer) {
    this.spec = spec;
    this.network = network;
    this.layout = network.layout();
    this.training = new FlatTraining(layout, Buffers.without(spec, state), optimizer);
    this.chunk = Chunks.examples(spec);
    training.copyWeightsTo(network.parameters());
    Buffers.read(state, network.statistics());
  }

  @Override
  public float[] train(BatchSource batches, long from, long to, LongToDoubleFunction learningRate) {
    prepare();
    int batch = batches.batchSize();
    if (batch < 1 || from < 0 || to < from) {
      throw new IllegalArgumentException(
          "batch "
              + batch
              + ", iterations "
              + from
              + " to "
              + to
              + " (expected: batch >= 1, to >= from >= 0)");
    }
    float[] inputs = new float[batch * spec.inputSize()];
    int[] labels = new int[batch];
    float[] losses = new float[Math.toIntExact(to - from)];
    CrossEntropy target = new CrossEntropy(batches.labelSmoothing());
    for (long iteration = from; iteration < to; iteration++) {
      batches.fill(iteration, inputs, labels);
      double loss = network.differentiate(inputs, labels, 0, batch, batch, target) / batch;
      if (!Float.isFinite((float) loss)) {
        throw new DivergedException(iteration, loss);
      }
      losses[(int) (iteration - from)] = (float) loss;
      network.statistics().forEach(RunningStatistics::move);
      training.update(
          network.gradients(), network.parameters(), learningRate.applyAsDouble(iteration));
    }
    return losses;
  }

  @Override
  public float[] predict(float[] inputs, int count) {
    prepare();
    float[] logits = new float[Math.multiplyExact(count, spec.classes())];
    for (int first = 0; first < count; first += chunk) {
      network.predict(inputs, first, Math.min(chunk, count - first), logits);
    }
    return logits;
  }

  @Override
  public SortedMap<String, Tensor> gradients(float[] inputs, int[] labels) {
    prepare();
    float[] sum = new float[layout.size()];
    float[] some = new float[layout.size()];
    // A batch norm looks at all examples at once.
    int part = network.statistics().isEmpty() ? chunk : Math.max(1, labels.length);
    for (int first = 0; first < labels.length; first += part) {
      int count = Math.min(part, labels.length - first);
      network.differentiate(inputs, labels, first, count, labels.length, CrossEntropy.PLAIN);
      add(some, sum);
    }
    return layout.tensors(sum, "");
  }

  @Override
  public SortedMap<String, Tensor> outputGradients(float[] inputs, int count, Readout readout) {
    prepare();
    Tracing tracing = new Tracing(spec, inputs, count, readout, Set.of());
    float[] sum = new float[layout.size()];
    float[] some = new float[layout.size()];
    for (int first = 0; first < count; first += chunk) {
      network.trace(inputs, first, Math.min(chunk, count - first), tracing);
      add(some, sum);
    }
    return layout.tensors(sum, "");
  }

  @Override
  public Trace trace(float[] inputs, int count, Readout readout, Set<String> layers) {
    prepare();
    Tracing tracing = new Tracing(spec, inputs, count, readout, layers);
    for (int first = 0; first < count; first += chunk) {
      network.trace(inputs, first, Math.min(chunk, count - first), tracing);
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

  /** Adds the gradients of the last pass, read into {@code some}, to {@code sum}. */
  private void add(float[] some, float[] sum) {
    network.gradients().get(0, some);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += some[i];
    }
  }

  private void prepare() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "thread: "
              + Thread.currentThread().getName()
              + " (expected: "
              + owner.getName()
              + ", which opened the session)");
    }
    Backend.prepareThread();
  }
}
