package io.espalier.bench.kernels;

import io.espalier.kernel.Updates;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One update of all weights of LeNet-300-100, and of Conv-4. */
@State(Scope.Thread)
public class WeightUpdate {
  /** Which implementation. */
  @Param({"vector", "plain"})
  public String kernels = "";

  /** Weights. */
  @Param({"266610", "2425930"})
  public int shape;

  private Updates updates = Updates.get();
  private float[] weights = {};
  private float[] gradients = {};
  private float[] means = {};
  private float[] squares = {};

  /** Draws everything. */
  @Setup
  public void draw() {
    updates = Updates.named(kernels);
    weights = Drawn.values(shape);
    gradients = Drawn.values(shape);
    means = new float[shape];
    squares = new float[shape];
  }

  /** By Adam. */
  @Benchmark
  public float[] adam() {
    Updates.Adam constants = new Updates.Adam(0.1f, 0.999f, 0.001f, 1e-9f, 1f, 1e-8f);
    updates.adam(gradients, 0, weights, means, squares, 0, shape, constants);
    return weights;
  }

  /** By SGD. */
  @Benchmark
  public float[] sgd() {
    updates.sgd(gradients, 0, weights, 0, shape, 1e-9f);
    return weights;
  }
}
