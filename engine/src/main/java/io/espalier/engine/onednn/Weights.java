package io.espalier.engine.onednn;

import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.engine.onednn.library.Views;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.BatchNorm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.FloatPointer;

/** Parameters, gradients and statistics of a network: what all of its graphs share. */
final class Weights implements AutoCloseable {
  private final Scope scope = new Scope();
  private final FlatLayout layout;
  private final FloatPointer parameters;
  private final FloatPointer gradients;
  private final Map<String, FlatLayout.Segment> segments = new HashMap<>();
  private final Map<String, Norm> norms = new HashMap<>();
  private final List<RunningStatistics> statistics = new ArrayList<>();

  /** The statistics of one batch norm, each {@code [channels]}. */
  static final class Norm {
    private final FloatPointer mean;
    private final FloatPointer variance;
    private final FloatPointer batchMean;
    private final FloatPointer batchVariance;
    private long values;

    private Norm(Scope scope, int channels) {
      long bytes = (long) channels * Float.BYTES;
      this.mean = scope.memory(bytes);
      this.variance = scope.memory(bytes);
      this.batchMean = scope.memory(bytes);
      this.batchVariance = scope.memory(bytes);
    }

    FloatPointer mean(boolean ofBatch) {
      return ofBatch ? batchMean : mean;
    }

    FloatPointer variance(boolean ofBatch) {
      return ofBatch ? batchVariance : variance;
    }

    /** Says how many values of a channel the batch statistics are over. */
    void values(long count) {
      values = count;
    }
  }

  Weights(NetworkSpec network) {
    this.layout =
        new FlatLayout(List.copyOf(network.parameterShapes().keySet()), network.parameterShapes());
    this.parameters = scope.memory((long) layout.size() * Float.BYTES);
    this.gradients = scope.memory((long) layout.size() * Float.BYTES);
    layout.segments().forEach(segment -> segments.put(segment.name(), segment));
    for (Graph.Node node : network.graph().nodes()) {
      if (node.layer() instanceof BatchNorm it) {
        String name = Objects.requireNonNull(it.name());
        int channels = node.in()[0];
        Norm norm = new Norm(scope, channels);
        norms.put(name, norm);
        statistics.add(
            new RunningStatistics(
                name,
                Views.of(norm.mean, channels),
                Views.of(norm.variance, channels),
                Views.of(norm.batchMean, channels),
                Views.of(norm.batchVariance, channels),
                () -> norm.values));
      }
    }
  }

  FlatLayout layout() {
    return layout;
  }

  FloatPointer parameters() {
    return parameters;
  }

  FloatPointer gradients() {
    return gradients;
  }

  List<RunningStatistics> statistics() {
    return statistics;
  }

  Norm norm(String name) {
    return Objects.requireNonNull(norms.get(name), name);
  }

  /** A parameter under a row-major layout. */
  Blob parameter(Scope graph, String name, dnnl_memory_desc rowMajor) {
    return graph.blob(rowMajor, parameters.getPointer(offset(name)));
  }

  /** Where a parameter's gradient goes, under a row-major layout. */
  Blob gradient(Scope graph, String name, dnnl_memory_desc rowMajor) {
    return graph.blob(rowMajor, gradients.getPointer(offset(name)));
  }

  @Override
  public void close() {
    scope.close();
  }

  private long offset(String name) {
    return Objects.requireNonNull(segments.get(name), name).offset();
  }
}
