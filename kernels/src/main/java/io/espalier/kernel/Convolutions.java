package io.espalier.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions over the kernels, with filters held as their surviving weights. They read
 * <i>packed</i> images, {@code [lanes / 16, channels, height, width, 16]}, see {@link Plane}:
 * neighbouring positions lie side by side, a border of zeros stands for the padding, and what a row
 * of positions reads stays in the cache while all filters pass over it.
 */
public final class Convolutions {
  private final Kernels kernels;

  /** Over these kernels. */
  public Convolutions(Kernels kernels) {
    this.kernels = kernels;
  }

  /**
   * A convolution, or the way back through one: for every filter {@code r} of {@code rows} and
   * every position, {@code y[r, position] = bias[r] + Σ w[k] x[position + offsets[k]]} over the
   * filter's weights in their order.
   *
   * @param starts filter {@code r} has the weights {@code starts[r]} to {@code starts[r + 1]}
   * @param offsets where a weight reads, from the position's place in {@code x}
   * @param x packed, with a border of zeros wide enough that no weight reads past it
   * @param from positions in {@code x}
   * @param bias one value a filter; null for zeros
   * @param y feature-major, {@code [filters, height, width, lanes]}
   */
  public void convolve(
      float[] w,
      int[] starts,
      int[] offsets,
      int[] rows,
      float[] x,
      Plane from,
      int height,
      int width,
      float @Nullable [] bias,
      float[] y,
      int lanes) {
    for (int b = 0; b < lanes; b += Kernels.BLOCK) {
      for (int h = 0; h < height; h++) {
        int at = b / Kernels.BLOCK * from.block() + from.start() + h * from.row();
        for (int row : rows) {
          kernels.convolveRow(
              w,
              offsets,
              starts[row],
              starts[row + 1],
              x,
              at,
              from.step(),
              bias == null ? 0f : bias[row],
              y,
              (row * height + h) * width * lanes + b,
              lanes,
              width);
        }
      }
    }
  }

  /**
   * Gradients of a convolution's weights: {@code g[k] = Σ dy[r, position] x[position + offsets[k]]}
   * over positions and lanes, for the weights of every filter of {@code rows}. A row of positions
   * has accumulators of its own; those of all rows are added, block of lanes by block of lanes.
   *
   * @param dy packed, at the places of {@code dyPlane}
   * @param x packed, at the places of {@code xPlane}
   * @param sums room for 16 values a weight
   */
  public void correlate(
      float[] dy,
      Plane dyPlane,
      float[] x,
      Plane xPlane,
      int[] starts,
      int[] offsets,
      int[] rows,
      int height,
      int width,
      int lanes,
      float[] sums,
      float[] g) {
    Arrays.fill(sums, 0, offsets.length * Kernels.BLOCK, 0f);
    for (int block = 0; block < lanes / Kernels.BLOCK; block++) {
      for (int h = 0; h < height; h++) {
        int at = block * xPlane.block() + xPlane.start() + h * xPlane.row();
        int dyAt = block * dyPlane.block() + dyPlane.start() + h * dyPlane.row();
        for (int row : rows) {
          kernels.correlateRow(
              dy,
              dyAt + row * dyPlane.channel(),
              dyPlane.step(),
              x,
              at,
              xPlane.step(),
              offsets,
              starts[row],
              starts[row + 1],
              width,
              sums);
        }
      }
    }
    for (int k = 0; k < offsets.length; k++) {
      g[k] = Tree.sum(sums, k * Kernels.BLOCK);
    }
  }

  /**
   * Packs images, 16 lanes beside each other: {@code [C, height, width, lanes]} to the places of a
   * plane. What lies between is left as it is.
   *
   * @param channels those that are packed
   */
  public void pack(
      float[] a, int[] channels, int height, int width, int lanes, float[] packed, Plane to) {
    for (int c : channels) {
      for (int h = 0; h < height; h++) {
        int source = (c * height + h) * width * lanes;
        int target = to.start() + c * to.channel() + h * to.row();
        for (int p = 0; p < width; p++) {
          for (int b = 0; b < lanes; b += Kernels.BLOCK) {
            System.arraycopy(
                a,
                source + p * lanes + b,
                packed,
                target + p * to.step() + b / Kernels.BLOCK * to.block(),
                Kernels.BLOCK);
          }
        }
      }
    }
  }
}
