package io.espalier.engine.dl4j;

import io.espalier.engine.Statistics;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.Passes;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.flat.Tracing;
import io.espalier.model.Layer;
import io.espalier.model.NetworkSpec;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
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
  private final List<Stage> stages;
  private final List<BatchNormStage> norms;
  private final List<RunningStatistics> statistics;
  private final int firstWithParameters;
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
    this.layout = StageFactory.layout(spec);
    this.parameters = HostArray.create(copies, layout.size());
    this.gradients = HostArray.create(copies, layout.size());
    StageFactory factory =
        new StageFactory(copies, parameters.array(), gradients.array(), recorder);
    this.stages = factory.stages(spec.layers());
    this.norms = factory.norms();
    this.statistics = statistics(spec, norms);
    this.firstWithParameters = firstWithParameters(spec);
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
      backward(delta, count, firstWithParameters);
      norms.forEach(BatchNormStage::downloadBatch);
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
      Recorder.copy(backward(slopes, count, 0), tracing.inputGradients());
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
        norms.forEach(BatchNormStage::downloadBatch);
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
    norms.forEach(BatchNormStage::close);
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
    norms.forEach(BatchNormStage::uploadRunning);
    INDArray data = inputs.array();
    for (Stage stage : stages) {
      data = stage.forward(data, training, workspaces);
    }
    int values = count * spec.classes();
    if (logits.length < values) {
      logits = new float[values];
    }
    outputs.array().assign(data);
    outputs.download();
    outputs.values().get(0, logits, 0, values);
    return logits;
  }

  /** Takes the gradient at the logits, {@code [count, classes]}, back to in front of a stage. */
  private INDArray backward(float[] slopes, int count, int last) {
    if (outputGradient.array().size(0) != count) {
      outputGradient = HostArray.create(copies, count, spec.classes());
    }
    outputGradient.values().put(0, slopes, 0, count * spec.classes());
    outputGradient.upload();
    INDArray gradient = outputGradient.array();
    for (int i = stages.size() - 1; i >= last; i--) {
      gradient = stages.get(i).backward(gradient, workspaces);
    }
    gradients.download();
    return gradient;
  }

  private HostArray inputsFor(int count) {
    List<Integer> shape = spec.inputShape();
    return HostArray.create(copies, count, shape.get(0), shape.get(1), shape.get(2));
  }

  private static List<RunningStatistics> statistics(NetworkSpec spec, List<BatchNormStage> norms) {
    List<RunningStatistics> statistics = new ArrayList<>();
    for (Layer layer : spec.everyLayer()) {
      if (layer instanceof Layer.BatchNorm norm) {
        BatchNormStage stage = norms.get(statistics.size());
        statistics.add(
            new RunningStatistics(
                norm.name(),
                stage.mean().values(),
                stage.variance().values(),
                stage.batchMean().values(),
                stage.batchVariance().values(),
                stage::values));
      }
    }
    return List.copyOf(statistics);
  }

  private static int firstWithParameters(NetworkSpec spec) {
    // A ReLU directly behind a layer with parameters belongs to its stage, none comes before.
    int index = 0;
    for (Layer layer : spec.layers()) {
      if (layer.prefix().isPresent() || layer instanceof Layer.Residual) {
        return index;
      }
      index++;
    }
    return index;
  }
}
