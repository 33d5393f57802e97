package io.espalier.bench.kernels;

import io.espalier.kernel.Convolutions;
import io.espalier.kernel.Kernels;
import io.espalier.kernel.Plane;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Convolutions of Conv-4, 3×3 with a border of one, on 16 examples. */
@State(Scope.Thread)
public class SparseConvolution {
  private static final int SIDE = 3;

  /** Which implementation. */
  @Param({"vector", "plain"})
  public String kernels = "";

  /** Filters, channels, and height and width of the images. */
  @Param({"64x64x32", "128x128x16"})
  public String shape = "";

  /** Kept weights over all weights. */
  @Param({"1", "0.2", "0.05", "0.02"})
  public double density;

  private final int lanes = Kernels.BLOCK;
  private Convolutions convolutions = new Convolutions(Kernels.get());
  private Drawn.Rows kept = new Drawn.Rows(new int[0], new int[0]);
  private int size;
  private int[] rows = {};
  private int[] offsets = {};
  private float[] weights = {};
  private float[] bias = {};
  private float[] images = {};
  private Plane plane = Plane.of(1, 1, 1, 0, 1);
  private float[] result = {};

  /** Draws everything. */
  @Setup
  public void draw() {
    convolutions = new Convolutions(Kernels.named(kernels));
    String[] sides = shape.split("x", -1);
    int filters = Integer.parseInt(sides[0]);
    int channels = Integer.parseInt(sides[1]);
    size = Integer.parseInt(sides[2]);
    int bordered = size + 2;
    // A position stands for the upper left corner of what its filter reads.
    plane = Plane.of(channels, bordered, bordered, 0, 1);
    images = Drawn.values(channels * bordered * bordered * Kernels.BLOCK);
    kept = Drawn.survivors(filters, channels * SIDE * SIDE, density);
    rows = Drawn.all(filters);
    offsets = kept.columns().clone();
    for (int i = 0; i < offsets.length; i++) {
      int channel = offsets[i] / (SIDE * SIDE);
      int down = offsets[i] / SIDE % SIDE;
      int across = offsets[i] % SIDE;
      offsets[i] = channel * plane.channel() + down * plane.row() + across * plane.step();
    }
    weights = Drawn.values(offsets.length);
    bias = Drawn.values(filters);
    result = new float[filters * size * size * lanes];
  }

  /** Forward, on the survivors. */
  @Benchmark
  public float[] convolve() {
    convolutions.convolve(
        weights, kept.starts(), offsets, rows, images, plane, size, size, bias, result, lanes);
    return result;
  }
}
