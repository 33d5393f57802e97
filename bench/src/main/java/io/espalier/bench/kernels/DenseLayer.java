package io.espalier.bench.kernels;

import io.espalier.kernel.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The layers of LeNet-300-100 held in full, a batch of 60 in 64 lanes. */
@State(Scope.Thread)
public class DenseLayer {
  private static final int EXAMPLES = 60;

  /** Which implementation. */
  @Param({"vector", "plain"})
  public String kernels = "";

  /** Outputs and inputs. */
  @Param({"300x784", "100x300"})
  public String shape = "";

  private final int lanes = Kernels.lanes(EXAMPLES);
  private Kernels arithmetic = Kernels.get();
  private int outputs;
  private int inputs;
  private int[] rows = {};
  private int[] columns = {};
  private float[] weights = {};
  private float[] bias = {};
  private float[] features = {};
  private float[] examples = {};
  private float[] result = {};
  private float[] gradients = {};

  /** Draws everything. */
  @Setup
  public void draw() {
    arithmetic = Kernels.named(kernels);
    String[] sides = shape.split("x", -1);
    outputs = Integer.parseInt(sides[0]);
    inputs = Integer.parseInt(sides[1]);
    rows = Drawn.all(outputs);
    columns = Drawn.all(inputs);
    weights = Drawn.values(outputs * inputs);
    bias = Drawn.values(outputs);
    features = Drawn.values(inputs * lanes);
    examples = Drawn.values(EXAMPLES * inputs + Kernels.BLOCK);
    result = Drawn.values(outputs * lanes);
    gradients = new float[Kernels.ROWS * Kernels.lanes(inputs)];
  }

  /** Forward: {@code [outputs, inputs] · [inputs, lanes]}. */
  @Benchmark
  public float[] multiply() {
    arithmetic.multiply(weights, inputs, 1, rows, columns, features, bias, result, lanes);
    return result;
  }

  /** Gradients of all weights, as many rows at a time as the kernel takes. */
  @Benchmark
  public float[] outerProducts() {
    for (int from = 0; from < outputs; from += Kernels.ROWS) {
      int to = Math.min(outputs, from + Kernels.ROWS);
      arithmetic.outerProducts(
          result, lanes, rows, from, to, examples, inputs, EXAMPLES, gradients);
    }
    return gradients;
  }
}
