package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Products of a dense matrix with the activations: four rows by up to four vectors of sums stay in
 * registers while the columns pass by. Which blocks are used changes the time, never a sum.
 */
final class DenseBlocks {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int L = S.length();

  /** Sixteen sums need more than the sixteen registers that AVX2 and SSE have. */
  private static final boolean WIDE = L == 16;

  private DenseBlocks() {}

  static void multiply(
      float[] w,
      int rowStride,
      int columnStride,
      int[] rows,
      int[] columns,
      float[] x,
      float @Nullable [] bias,
      float[] y,
      int lanes) {
    int last = rows.length - 1;
    for (int r = 0; r <= last; r += 4) {
      // The last block may compute its last row more than once.
      int r0 = rows[r];
      int r1 = rows[Math.min(last, r + 1)];
      int r2 = rows[Math.min(last, r + 2)];
      int r3 = rows[Math.min(last, r + 3)];
      int w0 = r0 * rowStride;
      int w1 = r1 * rowStride;
      int w2 = r2 * rowStride;
      int w3 = r3 * rowStride;
      float s0 = bias == null ? 0f : bias[r0];
      float s1 = bias == null ? 0f : bias[r1];
      float s2 = bias == null ? 0f : bias[r2];
      float s3 = bias == null ? 0f : bias[r3];
      int y0 = r0 * lanes;
      int y1 = r1 * lanes;
      int y2 = r2 * lanes;
      int y3 = r3 * lanes;
      int b = 0;
      for (; WIDE && b <= lanes - 4 * L; b += 4 * L) {
        block4x4(
            w,
            columnStride,
            columns,
            x,
            lanes,
            b,
            w0,
            w1,
            w2,
            w3,
            s0,
            s1,
            s2,
            s3,
            y,
            y0,
            y1,
            y2,
            y3);
      }
      for (; b <= lanes - 2 * L; b += 2 * L) {
        block4x2(
            w,
            columnStride,
            columns,
            x,
            lanes,
            b,
            w0,
            w1,
            w2,
            w3,
            s0,
            s1,
            s2,
            s3,
            y,
            y0,
            y1,
            y2,
            y3);
      }
      for (; b < lanes; b += L) {
        block4x1(
            w,
            columnStride,
            columns,
            x,
            lanes,
            b,
            w0,
            w1,
            w2,
            w3,
            s0,
            s1,
            s2,
            s3,
            y,
            y0,
            y1,
            y2,
            y3);
      }
    }
  }

  private static void block4x4(
      float[] w,
      int columnStride,
      int[] columns,
      float[] x,
      int lanes,
      int b,
      int w0,
      int w1,
      int w2,
      int w3,
      float s0,
      float s1,
      float s2,
      float s3,
      float[] y,
      int y0,
      int y1,
      int y2,
      int y3) {
    FloatVector a00 = FloatVector.broadcast(S, s0);
    FloatVector a01 = FloatVector.broadcast(S, s0);
    FloatVector a02 = FloatVector.broadcast(S, s0);
    FloatVector a03 = FloatVector.broadcast(S, s0);
    FloatVector a10 = FloatVector.broadcast(S, s1);
    FloatVector a11 = FloatVector.broadcast(S, s1);
    FloatVector a12 = FloatVector.broadcast(S, s1);
    FloatVector a13 = FloatVector.broadcast(S, s1);
    FloatVector a20 = FloatVector.broadcast(S, s2);
    FloatVector a21 = FloatVector.broadcast(S, s2);
    FloatVector a22 = FloatVector.broadcast(S, s2);
    FloatVector a23 = FloatVector.broadcast(S, s2);
    FloatVector a30 = FloatVector.broadcast(S, s3);
    FloatVector a31 = FloatVector.broadcast(S, s3);
    FloatVector a32 = FloatVector.broadcast(S, s3);
    FloatVector a33 = FloatVector.broadcast(S, s3);
    for (int column : columns) {
      int k = column * columnStride;
      int at = column * lanes + b;
      FloatVector x0 = FloatVector.fromArray(S, x, at);
      FloatVector x1 = FloatVector.fromArray(S, x, at + L);
      FloatVector x2 = FloatVector.fromArray(S, x, at + 2 * L);
      FloatVector x3 = FloatVector.fromArray(S, x, at + 3 * L);
      FloatVector f = FloatVector.broadcast(S, w[w0 + k]);
      a00 = x0.fma(f, a00);
      a01 = x1.fma(f, a01);
      a02 = x2.fma(f, a02);
      a03 = x3.fma(f, a03);
      f = FloatVector.broadcast(S, w[w1 + k]);
      a10 = x0.fma(f, a10);
      a11 = x1.fma(f, a11);
      a12 = x2.fma(f, a12);
      a13 = x3.fma(f, a13);
      f = FloatVector.broadcast(S, w[w2 + k]);
      a20 = x0.fma(f, a20);
      a21 = x1.fma(f, a21);
      a22 = x2.fma(f, a22);
      a23 = x3.fma(f, a23);
      f = FloatVector.broadcast(S, w[w3 + k]);
      a30 = x0.fma(f, a30);
      a31 = x1.fma(f, a31);
      a32 = x2.fma(f, a32);
      a33 = x3.fma(f, a33);
    }
    a00.intoArray(y, y0 + b);
    a01.intoArray(y, y0 + b + L);
    a02.intoArray(y, y0 + b + 2 * L);
    a03.intoArray(y, y0 + b + 3 * L);
    a10.intoArray(y, y1 + b);
    a11.intoArray(y, y1 + b + L);
    a12.intoArray(y, y1 + b + 2 * L);
    a13.intoArray(y, y1 + b + 3 * L);
    a20.intoArray(y, y2 + b);
    a21.intoArray(y, y2 + b + L);
    a22.intoArray(y, y2 + b + 2 * L);
    a23.intoArray(y, y2 + b + 3 * L);
    a30.intoArray(y, y3 + b);
    a31.intoArray(y, y3 + b + L);
    a32.intoArray(y, y3 + b + 2 * L);
    a33.intoArray(y, y3 + b + 3 * L);
  }

  private static void block4x2(
      float[] w,
      int columnStride,
      int[] columns,
      float[] x,
      int lanes,
      int b,
      int w0,
      int w1,
      int w2,
      int w3,
      float s0,
      float s1,
      float s2,
      float s3,
      float[] y,
      int y0,
      int y1,
      int y2,
      int y3) {
    FloatVector a00 = FloatVector.broadcast(S, s0);
    FloatVector a01 = FloatVector.broadcast(S, s0);
    FloatVector a10 = FloatVector.broadcast(S, s1);
    FloatVector a11 = FloatVector.broadcast(S, s1);
    FloatVector a20 = FloatVector.broadcast(S, s2);
    FloatVector a21 = FloatVector.broadcast(S, s2);
    FloatVector a30 = FloatVector.broadcast(S, s3);
    FloatVector a31 = FloatVector.broadcast(S, s3);
    for (int column : columns) {
      int k = column * columnStride;
      int at = column * lanes + b;
      FloatVector x0 = FloatVector.fromArray(S, x, at);
      FloatVector x1 = FloatVector.fromArray(S, x, at + L);
      FloatVector f = FloatVector.broadcast(S, w[w0 + k]);
      a00 = x0.fma(f, a00);
      a01 = x1.fma(f, a01);
      f = FloatVector.broadcast(S, w[w1 + k]);
      a10 = x0.fma(f, a10);
      a11 = x1.fma(f, a11);
      f = FloatVector.broadcast(S, w[w2 + k]);
      a20 = x0.fma(f, a20);
      a21 = x1.fma(f, a21);
      f = FloatVector.broadcast(S, w[w3 + k]);
      a30 = x0.fma(f, a30);
      a31 = x1.fma(f, a31);
    }
    a00.intoArray(y, y0 + b);
    a01.intoArray(y, y0 + b + L);
    a10.intoArray(y, y1 + b);
    a11.intoArray(y, y1 + b + L);
    a20.intoArray(y, y2 + b);
    a21.intoArray(y, y2 + b + L);
    a30.intoArray(y, y3 + b);
    a31.intoArray(y, y3 + b + L);
  }

  private static void block4x1(
      float[] w,
      int columnStride,
      int[] columns,
      float[] x,
      int lanes,
      int b,
      int w0,
      int w1,
      int w2,
      int w3,
      float s0,
      float s1,
      float s2,
      float s3,
      float[] y,
      int y0,
      int y1,
      int y2,
      int y3) {
    FloatVector a00 = FloatVector.broadcast(S, s0);
    FloatVector a10 = FloatVector.broadcast(S, s1);
    FloatVector a20 = FloatVector.broadcast(S, s2);
    FloatVector a30 = FloatVector.broadcast(S, s3);
    for (int column : columns) {
      int k = column * columnStride;
      int at = column * lanes + b;
      FloatVector x0 = FloatVector.fromArray(S, x, at);
      FloatVector f = FloatVector.broadcast(S, w[w0 + k]);
      a00 = x0.fma(f, a00);
      f = FloatVector.broadcast(S, w[w1 + k]);
      a10 = x0.fma(f, a10);
      f = FloatVector.broadcast(S, w[w2 + k]);
      a20 = x0.fma(f, a20);
      f = FloatVector.broadcast(S, w[w3 + k]);
      a30 = x0.fma(f, a30);
    }
    a00.intoArray(y, y0 + b);
    a10.intoArray(y, y1 + b);
    a20.intoArray(y, y2 + b);
    a30.intoArray(y, y3 + b);
  }
}
