package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Gradients of dense rows: a block of sums stays in registers while the examples pass by. */
final class OuterBlocks {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int L = S.length();

  /** Sixteen sums need more than the sixteen registers that AVX2 and SSE have. */
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
    int last = to - 1;
    int d0 = rows[from] * lanes;
    int d1 = rows[Math.min(last, from + 1)] * lanes;
    int d2 = rows[Math.min(last, from + 2)] * lanes;
    int d3 = rows[Math.min(last, from + 3)] * lanes;
    int c = 0;
    for (; WIDE && c <= stride - 4 * L; c += 4 * L) {
      block4x4(dy, d0, d1, d2, d3, x, c, stride, examples, g);
    }
    for (; c <= stride - 2 * L; c += 2 * L) {
      block4x2(dy, d0, d1, d2, d3, x, c, stride, examples, g);
    }
    for (; c < stride; c += L) {
      block4x1(dy, d0, d1, d2, d3, x, c, stride, examples, g);
    }
  }

  private static void block4x4(
      float[] dy,
      int d0,
      int d1,
      int d2,
      int d3,
      float[] x,
      int c,
      int stride,
      int examples,
      float[] g) {
    int row = Kernels.lanes(stride);
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
    for (int b = 0; b < examples; b++) {
      int at = b * stride + c;
      FloatVector x0 = FloatVector.fromArray(S, x, at);
      FloatVector x1 = FloatVector.fromArray(S, x, at + L);
      FloatVector x2 = FloatVector.fromArray(S, x, at + 2 * L);
      FloatVector x3 = FloatVector.fromArray(S, x, at + 3 * L);
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
    }
    int to = c;
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
      float[] g) {
    int row = Kernels.lanes(stride);
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a01 = FloatVector.zero(S);
    FloatVector a10 = FloatVector.zero(S);
    FloatVector a11 = FloatVector.zero(S);
    FloatVector a20 = FloatVector.zero(S);
    FloatVector a21 = FloatVector.zero(S);
    FloatVector a30 = FloatVector.zero(S);
    FloatVector a31 = FloatVector.zero(S);
    for (int b = 0; b < examples; b++) {
      int at = b * stride + c;
      FloatVector x0 = FloatVector.fromArray(S, x, at);
      FloatVector x1 = FloatVector.fromArray(S, x, at + L);
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
    int to = c;
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
      float[] g) {
    int row = Kernels.lanes(stride);
    FloatVector a00 = FloatVector.zero(S);
    FloatVector a10 = FloatVector.zero(S);
    FloatVector a20 = FloatVector.zero(S);
    FloatVector a30 = FloatVector.zero(S);
    for (int b = 0; b < examples; b++) {
      int at = b * stride + c;
      FloatVector x0 = FloatVector.fromArray(S, x, at);
      FloatVector f = FloatVector.broadcast(S, dy[d0 + b]);
      a00 = x0.fma(f, a00);
      f = FloatVector.broadcast(S, dy[d1 + b]);
      a10 = x0.fma(f, a10);
      f = FloatVector.broadcast(S, dy[d2 + b]);
      a20 = x0.fma(f, a20);
      f = FloatVector.broadcast(S, dy[d3 + b]);
      a30 = x0.fma(f, a30);
    }
    int to = c;
    a00.intoArray(g, to);
    to += row;
    a10.intoArray(g, to);
    to += row;
    a20.intoArray(g, to);
    to += row;
    a30.intoArray(g, to);
  }
}
