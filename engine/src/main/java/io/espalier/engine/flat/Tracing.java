package io.espalier.engine.flat;

import io.espalier.engine.Point;
import io.espalier.engine.Pullback;
import io.espalier.engine.Readout;
import io.espalier.engine.Statistics;
import io.espalier.engine.Trace;
import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@link Trace} in the making: examples pass in chunks, and each chunk has its place. */
public final class Tracing {
  private final int classes;
  private final int count;
  private final Readout readout;
  private final Statistics statistics;
  private final double[] readouts;
  private final int[] inputShape;
  private final SortedMap<String, Tensor> activations = new TreeMap<>();
  private final SortedMap<String, Tensor> gradients = new TreeMap<>();
  private @Nullable Tensor inputGradients;
  private int first;

  /**
   * Makes room for the trace of these layers.
   *
   * @throws IllegalArgumentException when the network has no such layer, or there are fewer inputs
   */
  public Tracing(
      NetworkSpec network,
      float[] inputs,
      int count,
      Readout readout,
      Statistics statistics,
      Set<String> layers) {
    if (count < 1 || inputs.length < (long) count * network.inputSize()) {
      throw new IllegalArgumentException(
          "count: "
              + count
              + " (expected: at least 1, with "
              + network.inputSize()
              + " inputs each; there are "
              + inputs.length
              + ")");
    }
    this.classes = network.classes();
    this.count = count;
    this.readout = readout;
    this.statistics = statistics;
    this.readouts = new double[count];
    this.inputShape = network.inputShape().stream().mapToInt(Integer::intValue).toArray();
    SortedMap<String, int[]> shapes = network.outputShapes();
    for (String layer : layers) {
      int[] shape = shapes.get(layer);
      if (shape == null) {
        throw new IllegalArgumentException(
            "layer: " + layer + " (expected: one of " + shapes.keySet() + ")");
      }
      activations.put(layer, room(shape));
      gradients.put(layer, room(shape));
    }
  }

  /**
   * What takes slopes by the logits back: a readout whose slopes they are.
   *
   * @param slopes {@code [≥ count, classes]} row-major
   * @throws IllegalArgumentException when there are fewer, or the point is none of the network's
   */
  public static Tracing of(NetworkSpec network, Point at, float[] slopes) {
    at.requireOf(network);
    int classes = network.classes();
    if (slopes.length < (long) at.count() * classes) {
      throw new IllegalArgumentException(
          "slopes: "
              + slopes.length
              + " (expected: at least "
              + at.count()
              + " · "
              + classes
              + ")");
    }
    Readout weighted =
        (example, logits, by) -> {
          System.arraycopy(slopes, example * classes, by, 0, classes);
          return 0;
        };
    return new Tracing(network, at.inputs(), at.count(), weighted, at.statistics(), Set.of());
  }

  /** What batch norms normalise by. */
  public Statistics statistics() {
    return statistics;
  }

  /** The layers to be traced. */
  public List<String> layers() {
    return new ArrayList<>(activations.keySet());
  }

  /** Begins with the examples from this one on. */
  public void begin(int firstExample) {
    first = firstExample;
  }

  /**
   * Reads the numbers of a chunk.
   *
   * @param logits {@code [examples, classes]} of the chunk
   * @param slopes receives the derivatives by them
   */
  public void read(float[] logits, int examples, float[] slopes) {
    float[] row = new float[classes];
    float[] slope = new float[classes];
    for (int i = 0; i < examples; i++) {
      System.arraycopy(logits, i * classes, row, 0, classes);
      readouts[first + i] = readout.of(first + i, row, slope);
      System.arraycopy(slope, 0, slopes, i * classes, classes);
    }
  }

  /** Where a chunk's activations of a layer go, row-major. */
  public FloatBuffer activations(String layer) {
    return rest(Tensors.get(activations, layer));
  }

  /** Where a chunk's gradients by a layer's activations go, row-major. */
  public FloatBuffer gradients(String layer) {
    return rest(Tensors.get(gradients, layer));
  }

  /** Where a chunk's gradients by the inputs go, row-major. */
  public FloatBuffer inputGradients() {
    return rest(ofInputs());
  }

  /** The numbers read so far, {@code [count]}. */
  public double[] readouts() {
    return readouts;
  }

  /** All that was traced. */
  public Trace trace() {
    return new Trace(readouts, ofInputs(), activations, gradients);
  }

  /** The gradients by the inputs, with those by the parameters. */
  public Pullback pullback(SortedMap<String, Tensor> byParameters) {
    return new Pullback(byParameters, ofInputs());
  }

  private Tensor ofInputs() {
    Tensor known = inputGradients;
    if (known == null) {
      known = room(inputShape);
      inputGradients = known;
    }
    return known;
  }

  private FloatBuffer rest(Tensor tensor) {
    int from = tensor.data().length / count * first;
    return FloatBuffer.wrap(tensor.data(), from, tensor.data().length - from).slice();
  }

  private Tensor room(int[] shape) {
    int[] all = new int[shape.length + 1];
    all[0] = count;
    System.arraycopy(shape, 0, all, 1, shape.length);
    return Tensor.zeros(all);
  }
}
