package io.espalier.engine.jvm;

import io.espalier.engine.ExampleGradients;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Pullback;
import io.espalier.engine.Readout;
import io.espalier.engine.Trace;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.Buffers;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.OneThreadSession;
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
import org.jspecify.annotations.Nullable;

/** A network that is open on the kernels. */
final class JvmSession extends OneThreadSession {
  /** Examples that pass at a time where the batch is ours to cut. */
  private static final int CHUNK = 256;

  /** The same where there are convolutions, whose activations take more room. */
  private static final int CONVOLUTION_CHUNK = 64;

  private final Kernels kernels;
  private final FlatLayout layout;
  private final @Nullable Mask mask;
  private final boolean frozen;
  private final UpdateRule rule;
  private final JvmNetwork network;
  private final List<Parameter> parameters;
  private final List<RunningStatistics> statistics;

  /** Whether the gradients of an example are those of dense layers alone. */
  private final boolean outerProducts;

  private long steps;

  /** Made for scores at the parameters as they are, until they move. */
  private @Nullable DenseForm denseForm;

  /** Made for passes at any parameters. */
  private @Nullable GivenForm givenForm;

  JvmSession(Kernels kernels, NetworkSpec spec, TrainingState state, Optimizer optimizer) {
    super(spec, spec.fullyConnected() ? CHUNK : CONVOLUTION_CHUNK);
    this.kernels = kernels;
    this.outerProducts =
        spec.graph().nodes().stream()
            .allMatch(node -> node.tensors().isEmpty() || node.layer() instanceof Dense);
    Map<String, int[]> shapes = spec.parameterShapes();
    this.layout = new FlatLayout(List.copyOf(shapes.keySet()), shapes);
    this.mask = state.mask();
    this.frozen = state.frozen();
    this.rule = UpdateRule.of(optimizer);
    this.steps = state.optimizerSteps();
    StartState start = StartState.of(layout, rule.slots(), Buffers.without(spec, state));
    NetworkBuilder builder =
        new NetworkBuilder(kernels, spec, layout, start.values(), start.state(), mask, frozen);
    this.network = builder.build();
    this.parameters = builder.parameters();
    this.statistics = builder.statistics();
    Buffers.read(state.parameters(), statistics);
  }

  @Override
  protected Iterations iterations(int batchSize) {
    denseForm = null;
    Batch batch = Batch.of(batchSize, spec().inputSize(), true);
    GradientSink update =
        (parameter, gradients, at, first, count) ->
            parameter.step(rule, gradients, at, first, count);
    return new Iterations() {
      private Batch drawing = batch;

      @Override
      public float[] inputs() {
        return batch.inputs();
      }

      @Override
      public double pass(LossBatch examples, Loss loss, @Nullable RandomSource noise) {
        drawing = batch.drawing(noise);
        return network.loss(drawing, examples, batchSize, loss);
      }

      @Override
      public void update(double learningRate) {
        statistics.forEach(RunningStatistics::move);
        steps++;
        rule.begin(steps, learningRate);
        network.differentiate(drawing, update);
      }
    };
  }

  @Override
  protected void predict(float[] inputs, int first, int count, float[] target) {
    Batch batch = Batch.of(inputs, spec().inputSize(), first, count, false);
    int classes = spec().classes();
    System.arraycopy(network.predict(batch), 0, target, first * classes, count * classes);
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
        : super.exampleGradients(inputs, labels);
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
      known = new GivenForm(kernels, spec(), layout, chunk());
      givenForm = known;
    }
    return known;
  }

  private DenseForm denseForm() {
    prepare();
    DenseForm known = denseForm;
    if (known == null) {
      known = new DenseForm(kernels, spec(), layout, values(), statistics, chunk());
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
        new TrainingState(layout.tensors(values(), ""), mask, optimizerState, steps, frozen);
    return Buffers.with(state, statistics);
  }

  @Override
  public void close() {
    prepare();
  }

  private float[] values() {
    float[] flat = new float[layout.size()];
    for (Parameter parameter : parameters) {
      parameter.copyTo(flat);
    }
    return flat;
  }
}
