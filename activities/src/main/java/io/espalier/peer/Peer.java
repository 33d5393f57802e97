package io.espalier.peer;

import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Outputs;
import io.espalier.engine.Point;
import io.espalier.engine.Session;
import io.espalier.engine.Statistics;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.shrink.Shrinking;
import io.espalier.tensor.Tensor;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a mask leaves of a network, over the parameters that several share: one flat array θ. Its
 * batch norms have running statistics of their own. Belongs to one thread.
 */
public final class Peer implements AutoCloseable {
  private final Session session;
  private final SortedMap<String, int[]> shapes;
  private final SortedMap<String, int[]> places = new TreeMap<>();
  private final int @Nullable [] permutation;
  private SortedMap<String, Tensor> buffers;

  private Peer(
      Executor executor,
      FlatLayout layout,
      Shrinking shrinking,
      SortedMap<String, Tensor> buffers,
      float[] theta,
      int @Nullable [] permutation) {
    this.permutation = permutation;
    this.buffers = buffers;
    NetworkSpec own = shrinking.network();
    this.shapes = own.parameterShapes();
    for (FlatLayout.Segment segment : layout.segments()) {
      int[] within = shrinking.places(segment.name());
      for (int i = 0; i < within.length; i++) {
        within[i] += segment.offset();
      }
      places.put(segment.name(), within);
    }
    this.session = executor.open(own, TrainingState.fresh(parameters(theta), null), Optimizer.NONE);
  }

  /**
   * Opens a peer.
   *
   * @param mask of the whole network, whole units of it
   * @param buffers the peer's own running statistics, as the smaller network has them
   * @param permutation which input it sees in the place of each, null for the inputs as they are
   */
  static Peer open(
      Executor executor,
      NetworkSpec whole,
      FlatLayout layout,
      Mask mask,
      @Nullable SortedMap<String, Tensor> buffers,
      SortedMap<String, Tensor> start,
      float[] theta,
      int @Nullable [] permutation) {
    Shrinking shrinking = Shrinking.of(whole, mask);
    SortedMap<String, Tensor> own = buffers;
    if (own == null) {
      SortedMap<String, Tensor> all = new TreeMap<>(start);
      all.keySet().retainAll(whole.bufferShapes().keySet());
      own = shrinking.shrink(all);
    }
    return new Peer(executor, layout, shrinking, own, theta, permutation);
  }

  /** Its parameters and running statistics, of the smaller network. */
  SortedMap<String, Tensor> parameters(float[] theta) {
    SortedMap<String, Tensor> own = new TreeMap<>(buffers);
    places.forEach(
        (name, at) -> {
          float[] data = new float[at.length];
          for (int i = 0; i < data.length; i++) {
            data[i] = theta[at[i]];
          }
          own.put(name, new Tensor(shape(name), data));
        });
    return own;
  }

  private int[] shape(String name) {
    int[] shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalStateException(name + " (expected one of: " + shapes.keySet() + ")");
    }
    return shape.clone();
  }

  /** Whether its inputs are permuted. */
  public boolean isPermuted() {
    return permutation != null;
  }

  /** Its running statistics. */
  SortedMap<String, Tensor> buffers() {
    return buffers;
  }

  /**
   * Logits as in training, {@code [count, classes]}.
   *
   * @param moves whether the running statistics move, as an iteration of a training moves them
   */
  double[] logits(float[] theta, float[] inputs, int count, boolean moves) {
    Outputs outputs = session.forward(point(theta, inputs, count));
    if (moves) {
      buffers = outputs.buffers();
    }
    return doubles(outputs.logits());
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** Gradient of Σ slope · logit by the peer's own parameters, as in training. */
  SortedMap<String, Tensor> back(float[] theta, float[] inputs, int count, double[] slopes) {
    float[] single = new float[slopes.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) slopes[i];
    }
    return session.backward(point(theta, inputs, count), single).parameters();
  }

  /** Adds a gradient by the peer's parameters to one by θ. */
  void addTo(float[] gradient, Map<String, Tensor> own) {
    own.forEach(
        (name, tensor) -> {
          int[] at = at(name);
          for (int i = 0; i < at.length; i++) {
            gradient[at[i]] += tensor.data()[i];
          }
        });
  }

  /** Inner product of a gradient by the peer's parameters with a direction of θ. */
  double along(float[] direction, Map<String, Tensor> own) {
    double sum = 0;
    for (Map.Entry<String, Tensor> entry : own.entrySet()) {
      int[] at = at(entry.getKey());
      for (int i = 0; i < at.length; i++) {
        sum += (double) direction[at[i]] * entry.getValue().data()[i];
      }
    }
    return sum;
  }

  private int[] at(String name) {
    int[] at = places.get(name);
    if (at == null) {
      throw new IllegalStateException(name + " (expected one of: " + places.keySet() + ")");
    }
    return at;
  }

  /** Logits as in prediction, of a session that was opened with the parameters wanted. */
  public float[] predict(float[] inputs, int count) {
    return session.predict(permuted(inputs, count), count);
  }

  private Point point(float[] theta, float[] inputs, int count) {
    return new Point(parameters(theta), permuted(inputs, count), count, Statistics.BATCH);
  }

  private float[] permuted(float[] inputs, int count) {
    if (permutation == null) {
      return inputs;
    }
    float[] permuted = new float[count * permutation.length];
    for (int i = 0; i < permuted.length; i++) {
      int within = i % permutation.length;
      permuted[i] = inputs[i - within + permutation[within]];
    }
    return permuted;
  }

  @Override
  public void close() {
    session.close();
  }
}
