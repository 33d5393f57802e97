package io.espalier.engine.jvm;

import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Pullback;
import io.espalier.engine.Statistics;
import io.espalier.engine.flat.Buffers;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.flat.Tracing;
import io.espalier.engine.jvm.stage.Batch;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.kernel.Kernels;
import io.espalier.model.NetworkSpec;
import java.util.List;
import java.util.Objects;

/**
 * A whole network, none of it left out, whose parameters come with every pass: its stages and their
 * arrays are made once. Shares nothing with the one that is trained.
 */
final class GivenForm {
  private final Kernels kernels;
  private final NetworkSpec spec;
  private final FlatLayout layout;
  private final JvmNetwork network;
  private final List<Parameter> parameters;
  private final List<RunningStatistics> statistics;
  private final int chunk;

  /**
   * @param chunk examples that pass at a time where the batch is ours to cut
   */
  GivenForm(Kernels kernels, NetworkSpec spec, FlatLayout layout, int chunk) {
    this.kernels = kernels;
    this.spec = spec;
    this.layout = layout;
    this.chunk = chunk;
    NetworkBuilder builder =
        new NetworkBuilder(kernels, spec, layout, new float[layout.size()], List.of(), null, false);
    this.network = builder.build(false, (graph, node, stage) -> stage);
    this.parameters = builder.parameters();
    this.statistics = builder.statistics();
  }

  /** See {@link io.espalier.engine.Session#forward}. */
  Outputs forward(Point at) {
    at.requireOf(spec);
    set(at);
    int classes = spec.classes();
    float[] logits = new float[Math.multiplyExact(at.count(), classes)];
    int part = part(at);
    for (int first = 0; first < at.count(); first += part) {
      Batch batch = batch(at, first, part);
      System.arraycopy(network.predict(batch), 0, logits, first * classes, batch.count() * classes);
    }
    if (at.statistics() == Statistics.BATCH) {
      statistics.forEach(RunningStatistics::move);
    }
    return new Outputs(logits, Buffers.of(statistics));
  }

  /** See {@link io.espalier.engine.Session#backward}. */
  Pullback backward(Point at, float[] slopes) {
    Tracing tracing = Tracing.of(spec, at, slopes);
    set(at);
    float[] sum = new float[layout.size()];
    int size = spec.inputSize();
    int part = part(at);
    for (int first = 0; first < at.count(); first += part) {
      tracing.begin(first);
      Batch batch = batch(at, first, part);
      float[] back =
          Objects.requireNonNull(
              network.trace(batch, tracing, DenseForm.addingTo(sum)), "gradients of the inputs");
      float[] rows = new float[batch.count() * size];
      kernels.toExamples(back, batch.lanes(), batch.count(), size, rows, size);
      tracing.inputGradients().put(0, rows);
    }
    return tracing.pullback(layout.tensors(sum, ""));
  }

  private void set(Point at) {
    float[] flat = layout.flatten(at.parameters(), "");
    parameters.forEach(parameter -> parameter.set(flat));
    Buffers.read(at.parameters(), statistics);
  }

  /** Examples that pass at once: a batch norm that normalises by them looks at all of them. */
  private int part(Point at) {
    return at.statistics() == Statistics.BATCH && !statistics.isEmpty() ? at.count() : chunk;
  }

  private Batch batch(Point at, int first, int part) {
    return Batch.of(
        at.inputs(),
        spec.inputSize(),
        first,
        Math.min(part, at.count() - first),
        at.statistics() == Statistics.BATCH);
  }
}
