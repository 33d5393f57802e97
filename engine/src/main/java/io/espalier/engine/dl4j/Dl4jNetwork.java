package io.espalier.engine.dl4j;

import io.espalier.engine.Statistics;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.Passes;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.flat.Tracing;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.random.RandomSource;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network on DL4J's layers: forward and backward passes over batches in plain arrays. Belongs to
 * the thread that makes it, as ND4J's workspaces do.
 */
final class Dl4jNetwork implements Passes {
  private static final AtomicLong COUNTER = new AtomicLong();

  /** Everything of one pass lies in one block of memory that the next pass uses again. */
  private static final WorkspaceConfiguration WORKSPACE =
      WorkspaceConfiguration.builder()
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private final NetworkSpec spec;
  private final FlatLayout layout;
  private final HostArray parameters;
  private final HostArray gradients;
  private final Recorder recorder = new Recorder();
  private final List<NativeStep> steps;
  private final boolean[] learned;
  private final Graph graph;
  private final List<NativeNorm> norms;
  private final List<RunningStatistics> statistics;
  private final Draws draws = new Draws();
  private final String workspace = "espalier-" + COUNTER.incrementAndGet();
  private final LayerWorkspaceMgr workspaces;
  private final boolean copies;
  private HostArray inputs;
  private HostArray outputs;
  private HostArray outputGradient;
  private float[] logits = {};
  private float[] delta = {};

  /**
   * A network whose parameters and running statistics are yet to be written.
   *
   * @param copies whether its arrays lie elsewhere than in the memory that Java reads, as they do
   *     on a card
   */
  Dl4jNetwork(NetworkSpec spec, boolean copies) {
    this.spec = spec;
    this.copies = copies;
    this.layout = NativeStages.layout(spec);
    this.parameters = HostArray.create(copies, layout.size());
    this.gradients = HostArray.create(copies, layout.size());
    NativeStages factory =
        new NativeStages(copies, parameters.array(), gradients.array(), recorder, draws);
    this.graph = spec.graph();
    this.learned = NativeStep.learned(graph);
    this.steps = factory.steps(graph);
    this.norms = factory.norms();
    this.statistics = statistics(spec, norms);
    LayerWorkspaceMgr.Builder builder = LayerWorkspaceMgr.builder();
    for (ArrayType type : ArrayType.values()) {
      builder.with(type, workspace, WORKSPACE);
    }
    this.workspaces = builder.build();
    this.inputs = inputsFor(1);
    this.outputs = HostArray.create(copies, 1, spec.classes());
    this.outputGradient = HostArray.create(copies, 1, spec.classes());
  }

  @Override
  public FlatLayout layout() {
    return layout;
  }

  @Override
  public FloatBuffer parameters() {
    return parameters.values();
  }

  @Override
  public FloatBuffer gradients() {
    return gradients.values();
  }

  @Override
  public void noise(@Nullable RandomSource iteration) {
    draws.set(iteration);
  }

  @Override
  public List<RunningStatistics> statistics() {
    return statistics;
  }

  @Override
  @SuppressWarnings("try") // the workspace is open for the whole pass, and only closed
  public double differentiate(LossBatch batch, int divisor, Loss loss) {
    int count = batch.count();
    try (MemoryWorkspace scope = open()) {
      float[] output = forward(batch.inputs(), batch.first(), count, true);
      int values = count * spec.classes();
      if (delta.length < values) {
        delta = new float[values];
      }
      double total = loss.gradient(batch, output, divisor, delta);
      backward(delta, count, false);
      norms.forEach(NativeNorm::downloadBatch);
      return total;
    }
  }

  @Override
  @SuppressWarnings("try") // as above
  public void trace(float[] batch, int first, int count, Tracing tracing) {
    tracing.begin(first);
    recorder.set(tracing);
    boolean running = tracing.statistics() == Statistics.RUNNING;
    norms.forEach(norm -> norm.alwaysRunning(running));
    try (MemoryWorkspace scope = open()) {
      float[] output = forward(batch, first, count, true);
      float[] slopes = new float[count * spec.classes()];
      tracing.read(output, count, slopes);
      Recorder.copy(
          Objects.requireNonNull(backward(slopes, count, true), "gradients of the inputs"),
          tracing.inputGradients());
    } finally {
      norms.forEach(norm -> norm.alwaysRunning(false));
      recorder.set(null);
    }
  }

  @Override
  @SuppressWarnings("try") // as above
  public void predict(float[] batch, int first, int count, Statistics statistics, float[] target) {
    boolean ofBatch = statistics == Statistics.BATCH;
    try (MemoryWorkspace scope = open()) {
      float[] output = forward(batch, first, count, ofBatch);
      if (ofBatch) {
        norms.forEach(NativeNorm::downloadBatch);
      }
      System.arraycopy(output, 0, target, first * spec.classes(), count * spec.classes());
    }
  }

  @Override
  public void close() {
    Nd4j.getWorkspaceManager().destroyWorkspace(open());
    parameters.array().close();
    gradients.array().close();
    inputs.array().close();
    outputs.array().close();
    outputGradient.array().close();
    for (NativeStep step : steps) {
      if (step.stage() != null) {
        step.stage().close();
      }
    }
  }

  private MemoryWorkspace open() {
    return Nd4j.getWorkspaceManager().getAndActivateWorkspace(WORKSPACE, workspace);
  }

  private float[] forward(float[] batch, int first, int count, boolean training) {
    if (inputs.array().size(0) != count) {
      inputs = inputsFor(count);
      outputs = HostArray.create(copies, count, spec.classes());
    }
    int size = spec.inputSize();
    inputs.values().put(0, batch, first * size, count * size);
    inputs.upload();
    parameters.upload();
    norms.forEach(NativeNorm::uploadRunning);
    INDArray data = through(inputs.array(), training);
    int values = count * spec.classes();
    if (logits.length < values) {
      logits = new float[values];
    }
    outputs.array().assign(data);
    outputs.download();
    outputs.values().get(0, logits, 0, values);
    return logits;
  }

  private INDArray through(INDArray input, boolean training) {
    List<Deque<INDArray>> values = new ArrayList<>();
    for (int value = 0; value < graph.values(); value++) {
      values.add(new ArrayDeque<>());
    }
    put(values, 0, input);
    for (NativeStep step : steps) {
      INDArray in = values.get(step.from().get(0)).remove();
      INDArray out =
          step.stage() == null
              ? in.add(values.get(step.from().get(1)).remove())
              : step.stage().forward(in, training, workspaces);
      put(values, step.to(), out);
    }
    return values.get(graph.values() - 1).remove();
  }

  /** For every reader but the first a copy, since layers may work in place. */
  private void put(List<Deque<INDArray>> values, int value, INDArray made) {
    values.get(value).add(made);
    for (int i = 1; i < graph.readers(value).size(); i++) {
      values.get(value).add(made.dup('c'));
    }
  }

  /**
   * Takes the gradient at the logits, {@code [count, classes]}, back through the network.
   *
   * @param toInputs whether the gradient at the inputs is wanted
   * @return that gradient, null where it is not wanted
   */
  private @Nullable INDArray backward(float[] slopes, int count, boolean toInputs) {
    if (outputGradient.array().size(0) != count) {
      outputGradient = HostArray.create(copies, count, spec.classes());
    }
    outputGradient.values().put(0, slopes, 0, count * spec.classes());
    outputGradient.upload();
    @Nullable INDArray[] table = new @Nullable INDArray[graph.values()];
    table[graph.values() - 1] = outputGradient.array();
    for (int i = steps.size() - 1; i >= 0; i--) {
      NativeStep step = steps.get(i);
      if (!learned[step.to()] && !toInputs) {
        continue;
      }
      INDArray gradient = Objects.requireNonNull(table[step.to()], "a gradient");
      if (step.stage() == null) {
        give(table, step.from().get(0), gradient, toInputs);
        give(table, step.from().get(1), gradient.dup('c'), toInputs);
      } else {
        give(table, step.from().get(0), step.stage().backward(gradient, workspaces), toInputs);
      }
    }
    gradients.download();
    return table[0];
  }

  private void give(@Nullable INDArray[] table, int value, INDArray gradient, boolean toInputs) {
    if (learned[value] || toInputs) {
      INDArray known = table[value];
      table[value] = known == null ? gradient : gradient.add(known);
    }
  }

  private HostArray inputsFor(int count) {
    List<Integer> shape = spec.inputShape();
    return HostArray.create(copies, count, shape.get(0), shape.get(1), shape.get(2));
  }

  private static List<RunningStatistics> statistics(NetworkSpec spec, List<NativeNorm> norms) {
    List<RunningStatistics> statistics = new ArrayList<>();
    for (Graph.Node node : spec.graph().nodes()) {
      if (node.layer() instanceof BatchNorm norm) {
        NativeNorm stage = norms.get(statistics.size());
        statistics.add(
            new RunningStatistics(
                Objects.requireNonNull(norm.name()),
                stage.mean().values(),
                stage.variance().values(),
                stage.batchMean().values(),
                stage.batchVariance().values(),
                stage::values));
      }
    }
    return List.copyOf(statistics);
  }
}
