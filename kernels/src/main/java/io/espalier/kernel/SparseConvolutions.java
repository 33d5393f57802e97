package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Convolutions with sparse filters: the sums of up to eight neighbouring positions in registers,
 * one multiply-add over 16 examples for each weight and position.
 */
final class SparseConvolutions {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int L = S.length();
  private static final int BLOCK = Kernels.BLOCK;

  private SparseConvolutions() {}

  /** One filter over a row of positions of one block of lanes. */
  static void row(
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
    for (int i = 0; i < BLOCK; i += L) {
      int p = 0;
      for (; p <= width - 8; p += 8) {
        row8(
            w,
            offsets,
            from,
            to,
            x,
            at + p * step + i,
            step,
            start,
            y,
            target + p * lanes + i,
            lanes);
      }
      for (; p <= width - 4; p += 4) {
        row4(
            w,
            offsets,
            from,
            to,
            x,
            at + p * step + i,
            step,
            start,
            y,
            target + p * lanes + i,
            lanes);
      }
      for (; p < width; p++) {
        row1(w, offsets, from, to, x, at + p * step + i, start, y, target + p * lanes + i);
      }
    }
  }

  private static void row8(
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
      int lanes) {
    FloatVector a0 = FloatVector.broadcast(S, start);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    for (int k = from; k < to; k++) {
      FloatVector f = FloatVector.broadcast(S, w[k]);
      int q = at + offsets[k];
      a0 = FloatVector.fromArray(S, x, q).fma(f, a0);
      a1 = FloatVector.fromArray(S, x, q + step).fma(f, a1);
      a2 = FloatVector.fromArray(S, x, q + 2 * step).fma(f, a2);
      a3 = FloatVector.fromArray(S, x, q + 3 * step).fma(f, a3);
      a4 = FloatVector.fromArray(S, x, q + 4 * step).fma(f, a4);
      a5 = FloatVector.fromArray(S, x, q + 5 * step).fma(f, a5);
      a6 = FloatVector.fromArray(S, x, q + 6 * step).fma(f, a6);
      a7 = FloatVector.fromArray(S, x, q + 7 * step).fma(f, a7);
    }
    a0.intoArray(y, target);
    a1.intoArray(y, target + lanes);
    a2.intoArray(y, target + 2 * lanes);
    a3.intoArray(y, target + 3 * lanes);
    a4.intoArray(y, target + 4 * lanes);
    a5.intoArray(y, target + 5 * lanes);
    a6.intoArray(y, target + 6 * lanes);
    a7.intoArray(y, target + 7 * lanes);
  }

  private static void row4(
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
      int lanes) {
    FloatVector a0 = FloatVector.broadcast(S, start);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int k = from; k < to; k++) {
      FloatVector f = FloatVector.broadcast(S, w[k]);
      int q = at + offsets[k];
      a0 = FloatVector.fromArray(S, x, q).fma(f, a0);
      a1 = FloatVector.fromArray(S, x, q + step).fma(f, a1);
      a2 = FloatVector.fromArray(S, x, q + 2 * step).fma(f, a2);
      a3 = FloatVector.fromArray(S, x, q + 3 * step).fma(f, a3);
    }
    a0.intoArray(y, target);
    a1.intoArray(y, target + lanes);
    a2.intoArray(y, target + 2 * lanes);
    a3.intoArray(y, target + 3 * lanes);
  }

  private static void row1(
      float[] w,
      int[] offsets,
      int from,
      int to,
      float[] x,
      int at,
      float start,
      float[] y,
      int target) {
    FloatVector a0 = FloatVector.broadcast(S, start);
    for (int k = from; k < to; k++) {
      a0 = FloatVector.fromArray(S, x, at + offsets[k]).fma(FloatVector.broadcast(S, w[k]), a0);
    }
    a0.intoArray(y, target);
  }

  /** Adds a row of positions of one block of lanes to the accumulators of a filter's weights. */
  static void correlateRow(
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
    for (int i = 0; i < BLOCK; i += L) {
      int k = from;
      for (; k <= to - 4; k += 4) {
        int q = at + i;
        correlate4(
            dy,
            dyAt + i,
            dyStep,
            x,
            q + offsets[k],
            q + offsets[k + 1],
            q + offsets[k + 2],
            q + offsets[k + 3],
            step,
            width,
            sums,
            k * BLOCK + i);
      }
      for (; k < to; k++) {
        correlate1(dy, dyAt + i, dyStep, x, at + i + offsets[k], step, width, sums, k * BLOCK + i);
      }
    }
  }

  private static void correlate4(
      float[] dy,
      int dyAt,
      int dyStep,
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      int step,
      int width,
      float[] sums,
      int target) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int p = 0; p < width; p++) {
      FloatVector d = FloatVector.fromArray(S, dy, dyAt + p * dyStep);
      int move = p * step;
      a0 = d.fma(FloatVector.fromArray(S, x, x0 + move), a0);
      a1 = d.fma(FloatVector.fromArray(S, x, x1 + move), a1);
      a2 = d.fma(FloatVector.fromArray(S, x, x2 + move), a2);
      a3 = d.fma(FloatVector.fromArray(S, x, x3 + move), a3);
    }
    add(a0, sums, target);
    add(a1, sums, target + BLOCK);
    add(a2, sums, target + 2 * BLOCK);
    add(a3, sums, target + 3 * BLOCK);
  }

  private static void correlate1(
      float[] dy,
      int dyAt,
      int dyStep,
      float[] x,
      int at,
      int step,
      int width,
      float[] sums,
      int target) {
    FloatVector a0 = FloatVector.zero(S);
    for (int p = 0; p < width; p++) {
      FloatVector d = FloatVector.fromArray(S, dy, dyAt + p * dyStep);
      a0 = d.fma(FloatVector.fromArray(S, x, at + p * step), a0);
    }
    add(a0, sums, target);
  }

  private static void add(FloatVector a, float[] sums, int target) {
    FloatVector.fromArray(S, sums, target).add(a).intoArray(sums, target);
  }
}
