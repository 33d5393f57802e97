package io.espalier.engine.jvm;

import io.espalier.engine.Readout;
import io.espalier.engine.Statistics;
import io.espalier.engine.Trace;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.flat.Tracing;
import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.GradientSink;
import io.espalier.kernel.Kernels;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.objective.CrossEntropy;
import io.espalier.objective.LossBatch;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A network with none of its parts left out: what scores ask of it. They want the gradient of every
 * weight, of the pruned ones too.
 */
final class DenseForm {
  private final Kernels kernels;
  private final NetworkSpec spec;
  private final FlatLayout layout;
  private final float[] values;
  private final List<RunningStatistics> statistics;
  private final int chunk;
  private @Nullable JvmNetwork plain;
  private @Nullable Traced tracing;

  /**
   * A network at these values.
   *
   * @param values all parameters in the layout's order
   * @param statistics of all batch norms, as a {@link NetworkBuilder} gives them
   * @param chunk examples that pass at a time where the batch is ours to cut
   */
  DenseForm(
      Kernels kernels,
      NetworkSpec spec,
      FlatLayout layout,
      float[] values,
      List<RunningStatistics> statistics,
      int chunk) {
    this.kernels = kernels;
    this.spec = spec;
    this.layout = layout;
    this.values = values;
    this.statistics = statistics;
    this.chunk = chunk;
  }

  /** Mean gradient of the loss, for every parameter. */
  SortedMap<String, Tensor> gradients(float[] inputs, int[] labels) {
    JvmNetwork network = plain();
    float[] sum = new float[layout.size()];
    // A batch norm looks at all examples at once.
    int part = statistics.isEmpty() ? chunk : Math.max(1, labels.length);
    for (int first = 0; first < labels.length; first += part) {
      int count = Math.min(part, labels.length - first);
      Batch batch = batch(inputs, first, count, true);
      LossBatch examples =
          new LossBatch(inputs, labels, first, count, spec.inputSize(), spec.classes());
      network.loss(batch, examples, labels.length, CrossEntropy.PLAIN);
      network.differentiate(batch, addingTo(sum));
    }
    return layout.tensors(sum, "");
  }

  /** Gradient of the sum of a readout, for every parameter. */
  SortedMap<String, Tensor> outputGradients(float[] inputs, int count, Readout readout) {
    JvmNetwork network = plain();
    Tracing tracing = tracing(inputs, count, readout, Set.of());
    float[] sum = new float[layout.size()];
    for (int first = 0; first < count; first += chunk) {
      tracing.begin(first);
      Batch batch = batch(inputs, first, Math.min(chunk, count - first), false);
      network.trace(batch, tracing, addingTo(sum));
    }
    return layout.tensors(sum, "");
  }

  /** What layers give, and the gradients of a readout with respect to it. */
  Trace trace(float[] inputs, int count, Readout readout, Set<String> names) {
    Tracing tracing = tracing(inputs, count, readout, names);
    SortedMap<String, int[]> shapes = spec.outputShapes();
    JvmNetwork network =
        build(
            false,
            (graph, node, stage) -> {
              String name = graph.activationsOf(node);
              int[] shape = name != null && names.contains(name) ? shapes.get(name) : null;
              return name == null || shape == null
                  ? stage
                  : new RecordedStage(kernels, name, size(shape), stage, tracing);
            });
    for (int first = 0; first < count; first += chunk) {
      tracing.begin(first);
      Batch batch = batch(inputs, first, Math.min(chunk, count - first), false);
      float[] back =
          Objects.requireNonNull(
              network.trace(batch, tracing, GradientSink.NONE), "gradients of the inputs");
      float[] rows = new float[batch.count() * spec.inputSize()];
      kernels.toExamples(
          back, batch.lanes(), batch.count(), spec.inputSize(), rows, spec.inputSize());
      tracing.inputGradients().put(0, rows);
    }
    return tracing.trace();
  }

  /** Gradients of single examples, of a fully connected network. */
  TracedExamples examples(float[] inputs, int[] labels) {
    if (tracing == null) {
      tracing = withTracedLayers();
    }
    Tracing losses = tracing(inputs, labels.length, Readout.loss(labels), Set.of());
    tracing.network().trace(batch(inputs, 0, labels.length, false), losses, GradientSink.NONE);
    return new TracedExamples(
        kernels, losses.readouts(), tracing.layers().stream().map(TracedStage::factors).toList());
  }

  /** A network and its dense layers, which keep what passes them. */
  private record Traced(JvmNetwork network, List<TracedStage> layers) {}

  private Traced withTracedLayers() {
    List<TracedStage> traced = new ArrayList<>();
    JvmNetwork network =
        build(
            true,
            (graph, index, stage) -> {
              Graph.Node node = graph.nodes().get(index);
              if (!(node.layer() instanceof Dense dense)) {
                return stage;
              }
              TracedStage around =
                  new TracedStage(
                      kernels,
                      Objects.requireNonNull(dense.name()),
                      node.in()[0],
                      dense.units(),
                      NetworkBuilder.isData(graph, node.input()),
                      stage);
              traced.add(around);
              return around;
            });
    return new Traced(network, traced);
  }

  private JvmNetwork plain() {
    JvmNetwork known = plain;
    if (known == null) {
      known = build(true, (graph, node, stage) -> stage);
      plain = known;
    }
    return known;
  }

  private JvmNetwork build(boolean first, NetworkBuilder.Around around) {
    NetworkBuilder builder =
        new NetworkBuilder(kernels, spec, layout, values, List.of(), null, false);
    JvmNetwork network = builder.build(first, around);
    List<RunningStatistics> own = builder.statistics();
    for (int i = 0; i < own.size(); i++) {
      own.get(i).mean().put(0, statistics.get(i).mean(), 0, own.get(i).mean().capacity());
      own.get(i)
          .variance()
          .put(0, statistics.get(i).variance(), 0, own.get(i).variance().capacity());
    }
    return network;
  }

  private Batch batch(float[] inputs, int first, int count, boolean training) {
    return Batch.of(inputs, spec.inputSize(), first, count, training);
  }

  private Tracing tracing(float[] inputs, int count, Readout readout, Set<String> names) {
    return new Tracing(spec, inputs, count, readout, Statistics.RUNNING, names);
  }

  /** Adds all gradients into a flat array in the layout's order. */
  static GradientSink addingTo(float[] sum) {
    return (parameter, gradients, at, from, count) -> {
      int offset = parameter.segment().offset() + from;
      for (int i = 0; i < count; i++) {
        sum[offset + i] += gradients[at + i];
      }
    };
  }

  private static int size(int[] shape) {
    int size = 1;
    for (int side : shape) {
      size *= side;
    }
    return size;
  }
}
