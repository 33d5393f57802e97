package io.espalier.bench.kernels;

import io.espalier.kernel.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The layers of LeNet-300-100 held as their survivors, a batch of 60 in 64 lanes. */
@State(Scope.Thread)
public class SparseLayer {
  /** Which implementation. */
  @Param({"vector", "plain"})
  public String kernels = "";

  /** Outputs and inputs. */
  @Param({"300x784", "100x300"})
  public String shape = "";

  /** Kept weights over all weights. */
  @Param({"1", "0.2", "0.05", "0.02"})
  public double density;

  private final int lanes = Kernels.lanes(60);
  private Kernels arithmetic = Kernels.get();
  private Drawn.Rows kept = new Drawn.Rows(new int[0], new int[0]);
  private int[] rows = {};
  private float[] weights = {};
  private float[] bias = {};
  private float[] features = {};
  private int[] pieces = {};
  private float[] result = {};
  private float[] gradients = {};

  /** Draws everything. */
  @Setup
  public void draw() {
    arithmetic = Kernels.named(kernels);
    String[] sides = shape.split("x", -1);
    int outputs = Integer.parseInt(sides[0]);
    int inputs = Integer.parseInt(sides[1]);
    kept = Drawn.survivors(outputs, inputs, density);
    rows = Drawn.all(outputs);
    pieces = new int[3 * outputs];
    for (int row = 0; row < outputs; row++) {
      pieces[3 * row] = row;
      pieces[3 * row + 1] = kept.starts()[row];
      pieces[3 * row + 2] = kept.starts()[row + 1];
    }
    weights = Drawn.values(kept.columns().length);
    bias = Drawn.values(outputs);
    features = Drawn.values(inputs * lanes);
    result = Drawn.values(outputs * lanes);
    gradients = new float[inputs + Kernels.ROOM];
  }

  /** Forward, on the survivors. */
  @Benchmark
  public float[] multiplySparse() {
    arithmetic.multiplySparse(weights, kept.columns(), pieces, rows, features, bias, result, lanes);
    return result;
  }

  /** Gradients of all survivors. */
  @Benchmark
  public float[] innerProducts() {
    int[] starts = kept.starts();
    for (int row : rows) {
      arithmetic.innerProducts(
          result, row, features, kept.columns(), starts[row], starts[row + 1], lanes, gradients);
    }
    return gradients;
  }
}
