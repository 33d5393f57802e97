package io.espalier.engine.jvm;

import io.espalier.engine.BatchSource;
import io.espalier.engine.DivergedException;
import io.espalier.engine.ExampleGradients;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Pullback;
import io.espalier.engine.Readout;
import io.espalier.engine.Session;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.Buffers;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.Noise;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.flat.UpdateRule;
import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.kernel.Kernels;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A network that is open on the kernels. */
final class JvmSession implements Session {
  /** Examples that pass at a time where the batch is ours to cut. */
  private static final int CHUNK = 256;

  /** The same where there are convolutions, whose activations take more room. */
  private static final int CONVOLUTION_CHUNK = 64;

  private final Thread owner = Thread.currentThread();
  private final Kernels kernels;
  private final NetworkSpec spec;
  private final FlatLayout layout;
  private final @Nullable Mask mask;
  private final UpdateRule rule;
  private final JvmNetwork network;
  private final List<Parameter> parameters;
  private final List<RunningStatistics> statistics;
  private final int chunk;

  /** Whether the gradients of an example are those of dense layers alone. */
  private final boolean outerProducts;

  private long steps;

  /** Made for scores at the parameters as they are, until they move. */
  private @Nullable DenseForm denseForm;

  /** Made for passes at any parameters. */
  private @Nullable GivenForm givenForm;

  JvmSession(Kernels kernels, NetworkSpec spec, TrainingState state, Optimizer optimizer) {
    this.kernels = kernels;
    this.spec = spec;
    this.chunk = spec.fullyConnected() ? CHUNK : CONVOLUTION_CHUNK;
    this.outerProducts =
        spec.graph().nodes().stream()
            .allMatch(node -> node.tensors().isEmpty() || node.layer() instanceof Dense);
    Map<String, int[]> shapes = spec.parameterShapes();
    this.layout = new FlatLayout(List.copyOf(shapes.keySet()), shapes);
    this.mask = state.mask();
    this.rule = UpdateRule.of(optimizer);
    this.steps = state.optimizerSteps();
    StartState start = StartState.of(layout, rule.slots(), Buffers.without(spec, state));
    NetworkBuilder builder =
        new NetworkBuilder(kernels, spec, layout, start.values(), start.state(), mask);
    this.network = builder.build();
    this.parameters = builder.parameters();
    this.statistics = builder.statistics();
    Buffers.read(state.parameters(), statistics);
  }

  @Override
  public float[] train(
      BatchSource batches, Loss loss, long from, long to, LongToDoubleFunction learningRate) {
    prepare();
    int size = batches.batchSize();
    if (size < 1 || from < 0 || to < from) {
      throw new IllegalArgumentException(
          "batch "
              + size
              + ", iterations "
              + from
              + " to "
              + to
              + " (expected: batch >= 1, to >= from >= 0)");
    }
    RandomSource noise = Noise.of(spec, batches);
    denseForm = null;
    Batch batch = Batch.of(size, spec.inputSize(), true);
    int[] labels = new int[size];
    LossBatch examples =
        new LossBatch(batch.inputs(), labels, 0, size, spec.inputSize(), spec.classes());
    float[] losses = new float[Math.toIntExact(to - from)];
    GradientSink update =
        (parameter, gradients, at, first, count) ->
            parameter.step(rule, gradients, at, first, count);
    for (long iteration = from; iteration < to; iteration++) {
      batches.fill(iteration, batch.inputs(), labels);
      Batch drawing = batch.drawing(noise == null ? null : noise.at(iteration));
      double mean = network.loss(drawing, examples, size, loss) / size;
      if (!Float.isFinite((float) mean)) {
        throw new DivergedException(iteration, mean);
      }
      statistics.forEach(RunningStatistics::move);
      steps++;
      rule.begin(steps, learningRate.applyAsDouble(iteration));
      network.differentiate(drawing, update);
      losses[(int) (iteration - from)] = (float) mean;
    }
    return losses;
  }

  @Override
  public float[] predict(float[] inputs, int count) {
    prepare();
    float[] logits = new float[Math.multiplyExact(count, spec.classes())];
    for (int first = 0; first < count; first += chunk) {
      Batch batch =
          Batch.of(inputs, spec.inputSize(), first, Math.min(chunk, count - first), false);
      float[] rows = network.predict(batch);
      System.arraycopy(rows, 0, logits, first * spec.classes(), batch.count() * spec.classes());
    }
    return logits;
  }

  @Override
  public SortedMap<String, Tensor> gradients(float[] inputs, int[] labels) {
    return denseForm().gradients(inputs, labels);
  }

  @Override
  public SortedMap<String, Tensor> outputGradients(float[] inputs, int count, Readout readout) {
    return denseForm().outputGradients(inputs, count, readout);
  }

  @Override
  public Trace trace(float[] inputs, int count, Readout readout, Set<String> layers) {
    return denseForm().trace(inputs, count, readout, layers);
  }

  @Override
  public ExampleGradients exampleGradients(float[] inputs, int[] labels) {
    return outerProducts
        ? denseForm().examples(inputs, labels)
        : Session.super.exampleGradients(inputs, labels);
  }

  @Override
  public Outputs forward(Point at) {
    return givenForm().forward(at);
  }

  @Override
  public Pullback backward(Point at, float[] slopes) {
    return givenForm().backward(at, slopes);
  }

  private GivenForm givenForm() {
    prepare();
    GivenForm known = givenForm;
    if (known == null) {
      known = new GivenForm(kernels, spec, layout, chunk);
      givenForm = known;
    }
    return known;
  }

  private DenseForm denseForm() {
    prepare();
    DenseForm known = denseForm;
    if (known == null) {
      known = new DenseForm(kernels, spec, layout, values(), statistics, chunk);
      denseForm = known;
    }
    return known;
  }

  @Override
  public TrainingState state() {
    SortedMap<String, Tensor> optimizerState = new TreeMap<>();
    float[] flat = new float[layout.size()];
    for (int slot = 0; slot < rule.slots().size(); slot++) {
      for (Parameter parameter : parameters) {
        parameter.copyStateTo(slot, flat);
      }
      optimizerState.putAll(layout.tensors(flat, "/" + rule.slots().get(slot)));
    }
    TrainingState state =
        new TrainingState(layout.tensors(values(), ""), mask, optimizerState, steps);
    return Buffers.with(state, statistics);
  }

  @Override
  public void close() {
    prepare();
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
  }

  private float[] values() {
    float[] flat = new float[layout.size()];
    for (Parameter parameter : parameters) {
      parameter.copyTo(flat);
    }
    return flat;
  }
}
