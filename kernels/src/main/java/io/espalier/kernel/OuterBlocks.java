package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Gradients of dense rows: a block of sums stays in registers while the examples pass by, whose
 * columns stay in the first cache while the rows pass by.
 */
final class OuterBlocks {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int L = S.length();

  /** Twenty-four sums need more than the sixteen registers that AVX2 and SSE have. */
  private static final boolean WIDE = L == 16;

  private OuterBlocks() {}

  static void outerProducts(
      float[] dy,
      int lanes,
      int[] rows,
      int from,
      int to,
      float[] x,
      int stride,
      int examples,
      float[] g) {
    int c = 0;
    for (; WIDE && c <= stride - 4 * L; c += 4 * L) {
      wide(dy, lanes, rows, from, to, x, c, stride, examples, g);
    }
    for (; c <= stride - 2 * L; c += 2 * L) {
      narrow(dy, lanes, rows, from, to, x, c, stride, examples, g, 2);
    }
    for (; c < stride; c += L) {
      narrow(dy, lanes, rows, from, to, x, c, stride, examples, g, 1);
    }
  }

  /** All rows, for four vectors of columns from {@code c} on. */
  private static void wide(
      float[] dy,
      int lanes,
      int[] rows,
      int from,
      int to,
      float[] x,
      int c,
      int stride,
      int examples,
      float[] g) {
    int last = to - 1;
    for (int r = from; r < to; r += 6) {
      // The last block may compute its last row more than once.
      int d0 = rows[r] * lanes;
      int d1 = rows[Math.min(last, r + 1)] * lanes;
      int d2 = rows[Math.min(last, r + 2)] * lanes;
      int d3 = rows[Math.min(last, r + 3)] * lanes;
      int d4 = rows[Math.min(last, r + 4)] * lanes;
      int d5 = rows[Math.min(last, r + 5)] * lanes;
      int at = (r - from) * Kernels.lanes(stride) + c;
      block6x4(dy, d0, d1, d2, d3, d4, d5, x, c, stride, examples, g, at);
    }
  }

  /** All rows, for one or two vectors of columns from {@code c} on. */
  private static void narrow(
      float[] dy,
      int lanes,
      int[] rows,
      int from,
      int to,
      float[] x,
      int c,
      int stride,
      int examples,
      float[] g,
      int vectors) {
    int last = to - 1;
    for (int r = from; r < to; r += 4) {
      int d0 = rows[r] * lanes;
      int d1 = rows[Math.min(last, r + 1)] * lanes;
      int d2 = rows[Math.min(last, r + 2)] * lanes;
      int d3 = rows[Math.min(last, r + 3)] * lanes;
      int at = (r - from) * Kernels.lanes(stride) + c;
      if (vectors == 2) {
        block4x2(dy, d0, d1, d2, d3, x, c, stride, examples, g, at);
      } else {
        block4x1(dy, d0, d1, d2, d3, x, c, stride, examples, g, at);
      }
    }
  }

  private static void block6x4(
      float[] dy,
      int d0,
      int d1,
      int d2,
      int d3,
      int d4,
      int d5,
      float[] x,
      int c,
      int stride,
      int examples,
      float[] g,
      int at) {
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a01 = FloatVector.zero(S);
    FloatVector a02 = FloatVector.zero(S);
    FloatVector a03 = FloatVector.zero(S);
    FloatVector a10 = FloatVector.zero(S);
    FloatVector a11 = FloatVector.zero(S);
    FloatVector a12 = FloatVector.zero(S);
    FloatVector a13 = FloatVector.zero(S);
    FloatVector a20 = FloatVector.zero(S);
    FloatVector a21 = FloatVector.zero(S);
    FloatVector a22 = FloatVector.zero(S);
    FloatVector a23 = FloatVector.zero(S);
    FloatVector a30 = FloatVector.zero(S);
    FloatVector a31 = FloatVector.zero(S);
    FloatVector a32 = FloatVector.zero(S);
    FloatVector a33 = FloatVector.zero(S);
    FloatVector a40 = FloatVector.zero(S);
    FloatVector a41 = FloatVector.zero(S);
    FloatVector a42 = FloatVector.zero(S);
    FloatVector a43 = FloatVector.zero(S);
    FloatVector a50 = FloatVector.zero(S);
    FloatVector a51 = FloatVector.zero(S);
    FloatVector a52 = FloatVector.zero(S);
    FloatVector a53 = FloatVector.zero(S);
    for (int b = 0; b < examples; b++) {
      int from = b * stride + c;
      FloatVector x0 = FloatVector.fromArray(S, x, from);
      FloatVector x1 = FloatVector.fromArray(S, x, from + L);
      FloatVector x2 = FloatVector.fromArray(S, x, from + 2 * L);
      FloatVector x3 = FloatVector.fromArray(S, x, from + 3 * L);
      FloatVector f = FloatVector.broadcast(S, dy[d0 + b]);
      a00 = x0.fma(f, a00);
      a01 = x1.fma(f, a01);
      a02 = x2.fma(f, a02);
      a03 = x3.fma(f, a03);
      f = FloatVector.broadcast(S, dy[d1 + b]);
      a10 = x0.fma(f, a10);
      a11 = x1.fma(f, a11);
      a12 = x2.fma(f, a12);
      a13 = x3.fma(f, a13);
      f = FloatVector.broadcast(S, dy[d2 + b]);
      a20 = x0.fma(f, a20);
      a21 = x1.fma(f, a21);
      a22 = x2.fma(f, a22);
      a23 = x3.fma(f, a23);
      f = FloatVector.broadcast(S, dy[d3 + b]);
      a30 = x0.fma(f, a30);
      a31 = x1.fma(f, a31);
      a32 = x2.fma(f, a32);
      a33 = x3.fma(f, a33);
      f = FloatVector.broadcast(S, dy[d4 + b]);
      a40 = x0.fma(f, a40);
      a41 = x1.fma(f, a41);
      a42 = x2.fma(f, a42);
      a43 = x3.fma(f, a43);
      f = FloatVector.broadcast(S, dy[d5 + b]);
      a50 = x0.fma(f, a50);
      a51 = x1.fma(f, a51);
      a52 = x2.fma(f, a52);
      a53 = x3.fma(f, a53);
    }
    int row = Kernels.lanes(stride);
    int to = at;
    a00.intoArray(g, to);
    a01.intoArray(g, to + L);
    a02.intoArray(g, to + 2 * L);
    a03.intoArray(g, to + 3 * L);
    to += row;
    a10.intoArray(g, to);
    a11.intoArray(g, to + L);
    a12.intoArray(g, to + 2 * L);
    a13.intoArray(g, to + 3 * L);
    to += row;
    a20.intoArray(g, to);
    a21.intoArray(g, to + L);
    a22.intoArray(g, to + 2 * L);
    a23.intoArray(g, to + 3 * L);
    to += row;
    a30.intoArray(g, to);
    a31.intoArray(g, to + L);
    a32.intoArray(g, to + 2 * L);
    a33.intoArray(g, to + 3 * L);
    to += row;
    a40.intoArray(g, to);
    a41.intoArray(g, to + L);
    a42.intoArray(g, to + 2 * L);
    a43.intoArray(g, to + 3 * L);
    to += row;
    a50.intoArray(g, to);
    a51.intoArray(g, to + L);
    a52.intoArray(g, to + 2 * L);
    a53.intoArray(g, to + 3 * L);
  }

  private static void block4x2(
      float[] dy,
      int d0,
      int d1,
      int d2,
      int d3,
      float[] x,
      int c,
      int stride,
      int examples,
      float[] g,
      int at) {
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a01 = FloatVector.zero(S);
    FloatVector a10 = FloatVector.zero(S);
    FloatVector a11 = FloatVector.zero(S);
    FloatVector a20 = FloatVector.zero(S);
    FloatVector a21 = FloatVector.zero(S);
    FloatVector a30 = FloatVector.zero(S);
    FloatVector a31 = FloatVector.zero(S);
    for (int b = 0; b < examples; b++) {
      int from = b * stride + c;
      FloatVector x0 = FloatVector.fromArray(S, x, from);
      FloatVector x1 = FloatVector.fromArray(S, x, from + L);
      FloatVector f = FloatVector.broadcast(S, dy[d0 + b]);
      a00 = x0.fma(f, a00);
      a01 = x1.fma(f, a01);
      f = FloatVector.broadcast(S, dy[d1 + b]);
      a10 = x0.fma(f, a10);
      a11 = x1.fma(f, a11);
      f = FloatVector.broadcast(S, dy[d2 + b]);
      a20 = x0.fma(f, a20);
      a21 = x1.fma(f, a21);
      f = FloatVector.broadcast(S, dy[d3 + b]);
      a30 = x0.fma(f, a30);
      a31 = x1.fma(f, a31);
    }
    int row = Kernels.lanes(stride);
    int to = at;
    a00.intoArray(g, to);
    a01.intoArray(g, to + L);
    to += row;
    a10.intoArray(g, to);
    a11.intoArray(g, to + L);
    to += row;
    a20.intoArray(g, to);
    a21.intoArray(g, to + L);
    to += row;
    a30.intoArray(g, to);
    a31.intoArray(g, to + L);
  }

  private static void block4x1(
      float[] dy,
      int d0,
      int d1,
      int d2,
      int d3,
      float[] x,
      int c,
      int stride,
      int examples,
      float[] g,
      int at) {
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a10 = FloatVector.zero(S);
    FloatVector a20 = FloatVector.zero(S);
    FloatVector a30 = FloatVector.zero(S);
    for (int b = 0; b < examples; b++) {
      int from = b * stride + c;
      FloatVector x0 = FloatVector.fromArray(S, x, from);
      FloatVector f = FloatVector.broadcast(S, dy[d0 + b]);
      a00 = x0.fma(f, a00);
      f = FloatVector.broadcast(S, dy[d1 + b]);
      a10 = x0.fma(f, a10);
      f = FloatVector.broadcast(S, dy[d2 + b]);
      a20 = x0.fma(f, a20);
      f = FloatVector.broadcast(S, dy[d3 + b]);
      a30 = x0.fma(f, a30);
    }
    int row = Kernels.lanes(stride);
    int to = at;
    a00.intoArray(g, to);
    to += row;
    a10.intoArray(g, to);
    to += row;
    a20.intoArray(g, to);
    to += row;
    a30.intoArray(g, to);
  }
}
