package io.espalier.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The kernels in plain loops: what every JVM can run, and the definition of the bits. */
final class PlainKernels extends Kernels {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public void multiply(
      float[] w,
      int rowStride,
      int columnStride,
      int[] rows,
      int[] columns,
      float[] x,
      float @Nullable [] bias,
      float[] y,
      int lanes) {
    for (int row : rows) {
      begin(y, row, bias, lanes);
      for (int column : columns) {
        add(w[row * rowStride + column * columnStride], x, column, y, row, lanes);
      }
    }
  }

  @Override
  public void multiplySparse(
      float[] w,
      int[] columns,
      int[] pieces,
      int[] rows,
      float[] x,
      float @Nullable [] bias,
      float[] y,
      int lanes) {
    for (int row : rows) {
      begin(y, row, bias, lanes);
    }
    float[] sums = new float[lanes];
    for (int p = 0; p < pieces.length; p += 3) {
      Arrays.fill(sums, 0f);
      for (int k = pieces[p + 1]; k < pieces[p + 2]; k++) {
        add(w[k], x, columns[k], sums, 0, lanes);
      }
      int target = pieces[p] * lanes;
      for (int b = 0; b < lanes; b++) {
        y[target + b] += sums[b];
      }
    }
  }

  @Override
  public void outerProducts(
      float[] dy,
      int lanes,
      int[] rows,
      int from,
      int to,
      float[] x,
      int stride,
      int examples,
      float[] g) {
    for (int i = 0; i < to - from; i++) {
      int target = i * lanes(stride);
      Arrays.fill(g, target, target + stride, 0f);
      for (int b = 0; b < examples; b++) {
        float factor = dy[rows[from + i] * lanes + b];
        int source = b * stride;
        for (int c = 0; c < stride; c++) {
          g[target + c] = Math.fma(factor, x[source + c], g[target + c]);
        }
      }
    }
  }

  @Override
  public void scale(float s, float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = s * x[xAt + i];
    }
  }

  @Override
  public void innerProducts(
      float[] dy, int dyRow, float[] x, int[] columns, int from, int to, int lanes, float[] g) {
    float[] sums = new float[BLOCK];
    int start = dyRow * lanes;
    for (int k = from; k < to; k++) {
      int other = columns[k] * lanes;
      Arrays.fill(sums, 0f);
      for (int b = 0; b < lanes; b += BLOCK) {
        for (int i = 0; i < BLOCK; i++) {
          sums[i] = Math.fma(dy[start + b + i], x[other + b + i], sums[i]);
        }
      }
      g[k - from] = Tree.sum(sums, 0);
    }
  }

  @Override
  public void sumLanes(float[] dy, int[] rows, int lanes, float[] g) {
    float[] sums = new float[BLOCK];
    for (int row : rows) {
      Arrays.fill(sums, 0f);
      for (int b = 0; b < lanes; b += BLOCK) {
        for (int i = 0; i < BLOCK; i++) {
          sums[i] += dy[row * lanes + b + i];
        }
      }
      g[row] = Tree.sum(sums, 0);
    }
  }

  @Override
  public double sum(float[] a, int from, int to, int lanes, int examples) {
    float[] sums = new float[BLOCK];
    double total = 0;
    for (int row = from; row < to; row++) {
      Arrays.fill(sums, 0f);
      for (int e = 0; e < examples; e++) {
        sums[e % BLOCK] += a[row * lanes + e];
      }
      total += Tree.sum(sums, 0);
    }
    return total;
  }

  @Override
  public double product(
      float[] a,
      float centreA,
      float[] b,
      float centreB,
      int from,
      int to,
      int lanes,
      int examples) {
    float[] sums = new float[BLOCK];
    double total = 0;
    for (int row = from; row < to; row++) {
      Arrays.fill(sums, 0f);
      for (int e = 0; e < examples; e++) {
        int i = row * lanes + e;
        sums[e % BLOCK] = Math.fma(a[i] - centreA, b[i] - centreB, sums[e % BLOCK]);
      }
      total += Tree.sum(sums, 0);
    }
    return total;
  }

  @Override
  public void relu(float[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = Math.max(y[i], 0f);
    }
  }

  @Override
  public void reluGradient(float[] y, float[] dy, int count) {
    for (int i = 0; i < count; i++) {
      dy[i] = Float.floatToRawIntBits(y[i]) > 0 ? dy[i] : 0f;
    }
  }

  @Override
  void convolveRow(
      float[] w,
      int[] offsets,
      int from,
      int to,
      float[] x,
      int at,
      int step,
      float start,
      float[] y,
      int target,
      int lanes,
      int width) {
    for (int p = 0; p < width; p++) {
      int out = target + p * lanes;
      Arrays.fill(y, out, out + BLOCK, start);
      for (int k = from; k < to; k++) {
        int source = at + p * step + offsets[k];
        for (int i = 0; i < BLOCK; i++) {
          y[out + i] = Math.fma(x[source + i], w[k], y[out + i]);
        }
      }
    }
  }

  @Override
  void correlateRow(
      float[] dy,
      int dyAt,
      int dyStep,
      float[] x,
      int at,
      int step,
      int[] offsets,
      int from,
      int to,
      int width,
      float[] sums) {
    float[] row = new float[BLOCK];
    for (int k = from; k < to; k++) {
      Arrays.fill(row, 0f);
      for (int p = 0; p < width; p++) {
        int source = at + p * step + offsets[k];
        for (int i = 0; i < BLOCK; i++) {
          row[i] = Math.fma(dy[dyAt + p * dyStep + i], x[source + i], row[i]);
        }
      }
      for (int i = 0; i < BLOCK; i++) {
        sums[k * BLOCK + i] += row[i];
      }
    }
  }

  @Override
  public void max(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.max(y[yAt + i], x[xAt + i]);
    }
  }

  @Override
  public void maxGradient(float[] x, int xAt, float[] y, float[] rest, float[] dx, int count) {
    for (int i = 0; i < count; i++) {
      boolean is = Float.floatToRawIntBits(x[xAt + i]) == Float.floatToRawIntBits(y[i]);
      dx[xAt + i] += is ? rest[i] : 0f;
      rest[i] = is ? 0f : rest[i];
    }
  }

  private static void begin(float[] y, int row, float @Nullable [] bias, int lanes) {
    Arrays.fill(y, row * lanes, (row + 1) * lanes, bias == null ? 0f : bias[row]);
  }

  private static void add(float factor, float[] x, int column, float[] y, int row, int lanes) {
    int source = column * lanes;
    int target = row * lanes;
    for (int b = 0; b < lanes; b++) {
      y[target + b] = Math.fma(factor, x[source + b], y[target + b]);
    }
  }
}
