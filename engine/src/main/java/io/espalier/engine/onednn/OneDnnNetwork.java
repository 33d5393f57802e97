package io.espalier.engine.onednn;

import io.espalier.engine.Statistics;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.Passes;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.flat.Tracing;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Views;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.DepthwiseConv;
import io.espalier.objective.Loss;
import io.espalier.objective.LossBatch;
import io.espalier.random.RandomSource;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A network on oneDNN's primitives. Belongs to the thread that makes it. */
public final class OneDnnNetwork implements Passes {
  /**
   * Programs kept: one to train, one to take slopes back, and those of a whole and a last chunk of
   * predictions.
   */
  private static final int PROGRAMS = 4;

  private final NetworkSpec spec;
  private final Weights weights;
  private final FloatBuffer parameters;
  private final FloatBuffer gradients;
  private final Map<Shape, Program> programs = new LinkedHashMap<>(8, 0.75f, true);
  private float[] logits = {};
  private float[] delta = {};
  private @Nullable RandomSource noise;

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
        && PlannedNetwork.unfit(spec).isEmpty()
        && spec.graph().nodes().stream()
            .anyMatch(
                node -> node.layer() instanceof Conv || node.layer() instanceof DepthwiseConv);
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
  public void noise(@Nullable RandomSource iteration) {
    noise = iteration;
  }

  @Override
  public List<RunningStatistics> statistics() {
    return weights.statistics();
  }

  @Override
  public double differentiate(LossBatch batch, int divisor, Loss loss) {
    Program program = program(new Shape(batch.count(), Kind.TRAINING, Set.of()));
    makeRoom(batch.count());
    program.read(batch.inputs(), batch.first());
    program.forward(logits, 0, noise);
    double sum = loss.gradient(batch, logits, divisor, delta);
    program.backward(delta);
    return sum;
  }

  @Override
  public void trace(float[] batch, int first, int count, Tracing tracing) {
    Kind kind =
        tracing.statistics() == Statistics.BATCH && !weights.statistics().isEmpty()
            ? Kind.TRACE_BY_BATCH
            : Kind.TRACE;
    Program program = program(new Shape(count, kind, Set.copyOf(tracing.layers())));
    makeRoom(count);
    tracing.begin(first);
    program.read(batch, first);
    program.forward(logits, 0, null);
    tracing.read(logits, count, delta);
    program.backward(delta);
    program.give(tracing);
  }

  @Override
  public void predict(float[] batch, int first, int count, Statistics statistics, float[] target) {
    boolean ofBatch = statistics == Statistics.BATCH && !weights.statistics().isEmpty();
    Kind kind = ofBatch ? Kind.TRAINING : Kind.PREDICTION;
    Program program = program(new Shape(count, kind, Set.of()));
    program.read(batch, first);
    program.forward(target, first * spec.classes(), null);
  }

  @Override
  public void close() {
    programs.values().forEach(Program::close);
    programs.clear();
    weights.close();
  }

  private void makeRoom(int count) {
    int values = count * spec.classes();
    if (logits.length < values) {
      logits = new float[values];
      delta = new float[values];
    }
  }

  private Program program(Shape shape) {
    Program program = programs.get(shape);
    if (program == null) {
      if (programs.size() == PROGRAMS) {
        Shape oldest = programs.keySet().iterator().next();
        Program closed = programs.remove(oldest);
        if (closed != null) {
          closed.close();
        }
      }
      program = new Program(spec, weights, shape.count(), shape.kind(), shape.layers());
      programs.put(shape, program);
    }
    return program;
  }
}
