package io.espalier.engine.jvm;

import io.espalier.engine.ExampleGradients;
import io.espalier.engine.jvm.layer.OuterGradients;
import io.espalier.kernel.Kernels;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.Collections;
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
  private final double[] losses;
  private final List<Factors> layers;

  /**
   * @param layers of a pass over the examples whose gradients are of the sum of the losses
   */
  TracedExamples(Kernels kernels, double[] losses, List<Factors> layers) {
    this.kernels = kernels;
    this.losses = losses;
    this.layers = List.copyOf(layers);
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
    SortedMap<String, Tensor> gradients = room();
    write(example, -1, gradients);
    return gradients;
  }

  @Override
  public void forEach(Visitor visitor) {
    SortedMap<String, Tensor> gradients = room();
    SortedMap<String, Tensor> shown = Collections.unmodifiableSortedMap(gradients);
    for (int example = 0; example < losses.length; example++) {
      write(example, example - 1, gradients);
      visitor.visit(example, shown);
    }
  }

  @Override
  public SortedMap<String, Tensor> sumsOfSquares() {
    int lanes = Kernels.lanes(losses.length);
    SortedMap<String, Tensor> sums = room();
    for (Factors of : layers) {
      int[] rows = IntStream.range(0, of.out()).toArray();
      float[] slopes = new float[of.out() * lanes];
      kernels.toFeatures(squares(of.slopes()), of.out(), losses.length, rows, slopes, lanes);
      float[] inputs = squares(of.inputs());
      float[] weight = Tensors.get(sums, of.layer() + ".weight").data();
      new OuterGradients(kernels, of.in())
          .make(
              slopes,
              lanes,
              rows,
              inputs,
              losses.length,
              (row, values, at) -> System.arraycopy(values, at, weight, row * of.in(), of.in()));
      kernels.sumLanes(slopes, rows, lanes, Tensors.get(sums, of.layer() + ".bias").data());
    }
    return sums;
  }

  @Override
  public float[] products(String weight, float[] direction) {
    Factors of =
        layers.stream()
            .filter(candidate -> weight.equals(candidate.layer() + ".weight"))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("weight: " + weight + " is no weight tensor"));
    int in = of.in();
    int out = of.out();
    if (direction.length != in * out) {
      throw new IllegalArgumentException(
          "direction: " + direction.length + " values (expected: " + in * out + ")");
    }
    int lanes = Kernels.lanes(losses.length);
    int[] rows = IntStream.range(0, out).toArray();
    int[] columns = IntStream.range(0, in).toArray();
    float[] inputs = new float[in * lanes];
    kernels.toFeatures(of.inputs(), in, losses.length, columns, inputs, lanes);
    float[] along = new float[out * lanes];
    kernels.multiply(direction, in, 1, rows, columns, inputs, null, along, lanes);
    float[] products = new float[losses.length * out];
    kernels.toExamples(along, lanes, losses.length, out, products, out);
    for (int i = 0; i < products.length; i++) {
      products[i] *= of.slopes()[i];
    }
    return products;
  }

  private SortedMap<String, Tensor> room() {
    SortedMap<String, Tensor> room = new TreeMap<>();
    for (Factors of : layers) {
      room.put(of.layer() + ".weight", Tensor.zeros(of.out(), of.in()));
      room.put(of.layer() + ".bias", Tensor.zeros(of.out()));
    }
    return room;
  }

  /**
   * Writes the gradients of an example: +0.0 for a unit that passes nothing back.
   *
   * @param before whose gradients stand there; -1 for zeros
   */
  private void write(int example, int before, SortedMap<String, Tensor> gradients) {
    for (Factors of : layers) {
      int in = of.in();
      int out = of.out();
      float[] slopes = of.slopes();
      System.arraycopy(
          slopes, example * out, Tensors.get(gradients, of.layer() + ".bias").data(), 0, out);
      float[] weight = Tensors.get(gradients, of.layer() + ".weight").data();
      for (int o = 0; o < out; o++) {
        float slope = slopes[example * out + o];
        if (slope != 0) {
          kernels.scale(slope, of.inputs(), example * in, weight, o * in, in);
        } else if (before >= 0 && slopes[before * out + o] != 0) {
          Arrays.fill(weight, o * in, (o + 1) * in, 0f);
        }
      }
    }
  }

  private static float[] squares(float[] values) {
    float[] squares = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      squares[i] = values[i] * values[i];
    }
    return squares;
  }
}
