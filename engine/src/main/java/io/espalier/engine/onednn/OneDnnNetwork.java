package io.espalier.engine.onednn;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network on oneDNN's primitives. Belongs to the thread that makes it. */
public final class OneDnnNetwork implements Passes {
  /**
   * Graphs kept: one to train, one to take slopes back, and those of a whole and a last chunk of
   * predictions.
   */
  private static final int GRAPHS = 4;

  private final NetworkSpec spec;
  private final Weights weights;
  private final FloatBuffer parameters;
  private final FloatBuffer gradients;
  private final Map<Shape, Graph> graphs = new LinkedHashMap<>(8, 0.75f, true);
  private float[] logits = {};
  private float[] delta = {};

  private record Shape(int count, Kind kind, Set<String> layers) {}

  /** A network whose parameters and running statistics are yet to be written. */
  public OneDnnNetwork(NetworkSpec spec) {
    this.spec = spec;
    this.weights = new Weights(spec);
    int size = weights.layout().size();
    this.parameters = Views.of(weights.parameters(), size);
    this.gradients = Views.of(weights.gradients(), size);
  }

  /** Whether the library has a build for this platform; loads nothing. */
  public static boolean present() {
    return Native.present();
  }

  /**
   * Whether a network is better off here than on DL4J's layers: where it has convolutions, and no
   * layer of another kind than there are nodes for.
   */
  public static boolean suits(NetworkSpec spec) {
    return present()
        && Chain.makers().unfit(spec).isEmpty()
        && spec.everyLayer().stream().anyMatch(Layer.Conv.class::isInstance);
  }

  /** The library and its version, for the record of a runtime; loads it. */
  public static String library() {
    return "oneDNN " + Native.version();
  }

  @Override
  public FlatLayout layout() {
    return weights.layout();
  }

  @Override
  public FloatBuffer parameters() {
    return parameters;
  }

  @Override
  public FloatBuffer gradients() {
    return gradients;
  }

  @Override
  public List<RunningStatistics> statistics() {
    return weights.statistics();
  }

  @Override
  public double differentiate(LossBatch batch, int divisor, Loss loss) {
    Graph graph = graph(new Shape(batch.count(), Kind.TRAINING, Set.of()));
    makeRoom(batch.count());
    graph.read(batch.inputs(), batch.first());
    graph.forward(logits, 0);
    double sum = loss.gradient(batch, logits, divisor, delta);
    graph.backward(delta);
    return sum;
  }

  @Override
  public void trace(float[] batch, int first, int count, Tracing tracing) {
    Kind kind =
        tracing.statistics() == Statistics.BATCH && !weights.statistics().isEmpty()
            ? Kind.TRACE_BY_BATCH
            : Kind.TRACE;
    Graph graph = graph(new Shape(count, kind, Set.copyOf(tracing.layers())));
    makeRoom(count);
    tracing.begin(first);
    graph.read(batch, first);
    graph.forward(logits, 0);
    tracing.read(logits, count, delta);
    graph.backward(delta);
    graph.give(tracing);
  }

  @Override
  public void predict(float[] batch, int first, int count, Statistics statistics, float[] target) {
    boolean ofBatch = statistics == Statistics.BATCH && !weights.statistics().isEmpty();
    Kind kind = ofBatch ? Kind.TRAINING : Kind.PREDICTION;
    Graph graph = graph(new Shape(count, kind, Set.of()));
    graph.read(batch, first);
    graph.forward(target, first * spec.classes());
  }

  @Override
  public void close() {
    graphs.values().forEach(Graph::close);
    graphs.clear();
    weights.close();
  }

  private void makeRoom(int count) {
    int values = count * spec.classes();
    if (logits.length < values) {
      logits = new float[values];
      delta = new float[values];
    }
  }

  private Graph graph(Shape shape) {
    Graph graph = graphs.get(shape);
    if (graph == null) {
      if (graphs.size() == GRAPHS) {
        Shape oldest = graphs.keySet().iterator().next();
        Graph closed = graphs.remove(oldest);
        if (closed != null) {
          closed.close();
        }
      }
      graph = new Graph(spec, weights, shape.count(), shape.kind(), shape.layers());
      graphs.put(shape, graph);
    }
    return graph;
  }
}
