package io.espalier.engine.jvm;

import io.espalier.engine.ExampleGradients;
import io.espalier.kernel.Kernels;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Gradients of single examples from one pass over all of them: in a fully connected layer an
 * example's gradient is the outer product of the gradient at its outputs, δ, and its inputs, a. So
 * the sum of squares is a product of δ² and a², and the inner product with a direction V is δ · Va.
 */
final class TracedExamples implements ExampleGradients {
  private final Kernels kernels;
  private final int lanes;
  private final double[] losses;
  private final List<TracedStage> stages;

  /**
   * @param stages behind a pass over the examples whose gradients are of the sum of the losses
   */
  TracedExamples(Kernels kernels, double[] losses, List<TracedStage> stages) {
    this.kernels = kernels;
    this.lanes = Kernels.lanes(losses.length);
    this.losses = losses;
    this.stages = List.copyOf(stages);
  }

  @Override
  public int count() {
    return losses.length;
  }

  @Override
  public double[] losses() {
    return losses.clone();
  }

  @Override
  public SortedMap<String, Tensor> of(int example) {
    SortedMap<String, Tensor> gradients = new TreeMap<>();
    for (TracedStage stage : stages) {
      int in = stage.layer().in();
      int out = stage.layer().out();
      float[] weight = new float[out * in];
      float[] inputs = column(stage.inputs(), in, example);
      float[] bias = column(stage.gradient(), out, example);
      for (int o = 0; o < out; o++) {
        float slope = bias[o];
        for (int i = 0; i < in; i++) {
          weight[o * in + i] = slope * inputs[i];
        }
      }
      put(gradients, stage, weight, bias);
    }
    return gradients;
  }

  @Override
  public SortedMap<String, Tensor> sumsOfSquares() {
    SortedMap<String, Tensor> sums = new TreeMap<>();
    for (TracedStage stage : stages) {
      int in = stage.layer().in();
      int out = stage.layer().out();
      int[] rows = IntStream.range(0, out).toArray();
      float[] slopes = squares(stage.gradient(), out * lanes);
      float[] inputs = new float[losses.length * in + Kernels.BLOCK];
      kernels.toExamples(squares(stage.inputs(), in * lanes), lanes, losses.length, in, inputs, in);
      float[] weight = new float[out * in];
      float[] part = new float[Kernels.ROWS * Kernels.lanes(in)];
      for (int from = 0; from < out; from += Kernels.ROWS) {
        int to = Math.min(out, from + Kernels.ROWS);
        kernels.outerProducts(slopes, lanes, rows, from, to, inputs, in, losses.length, part);
        for (int o = from; o < to; o++) {
          System.arraycopy(part, (o - from) * Kernels.lanes(in), weight, o * in, in);
        }
      }
      float[] bias = new float[out];
      kernels.sumLanes(slopes, rows, lanes, bias);
      put(sums, stage, weight, bias);
    }
    return sums;
  }

  @Override
  public float[] products(String weight, float[] direction) {
    TracedStage stage =
        stages.stream()
            .filter(candidate -> weight.equals(candidate.layer().name() + ".weight"))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("weight: " + weight + " is no weight tensor"));
    int in = stage.layer().in();
    int out = stage.layer().out();
    if (direction.length != in * out) {
      throw new IllegalArgumentException(
          "direction: " + direction.length + " values (expected: " + in * out + ")");
    }
    float[] along = new float[out * lanes];
    int[] rows = IntStream.range(0, out).toArray();
    int[] columns = IntStream.range(0, in).toArray();
    kernels.multiply(direction, in, 1, rows, columns, stage.inputs(), null, along, lanes);
    for (int i = 0; i < along.length; i++) {
      along[i] *= stage.gradient()[i];
    }
    float[] products = new float[losses.length * out];
    kernels.toExamples(along, lanes, losses.length, out, products, out);
    return products;
  }

  /** What belongs to one example. */
  private float[] column(float[] values, int features, int example) {
    float[] column = new float[features];
    for (int i = 0; i < features; i++) {
      column[i] = values[i * lanes + example];
    }
    return column;
  }

  private static float[] squares(float[] values, int count) {
    float[] squares = Arrays.copyOf(values, count);
    for (int i = 0; i < count; i++) {
      squares[i] *= squares[i];
    }
    return squares;
  }

  private static void put(
      SortedMap<String, Tensor> tensors, TracedStage stage, float[] weight, float[] bias) {
    String name = stage.layer().name();
    int[] shape = {stage.layer().out(), stage.layer().in()};
    tensors.put(name + ".weight", new Tensor(shape, weight));
    tensors.put(name + ".bias", new Tensor(new int[] {bias.length}, bias));
  }
}
