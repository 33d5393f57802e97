package io.espalier.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Products with a sparse matrix and the gradients of its weights: one multiply-add over the batch
 * for each weight, the sums in registers. Sums over the lanes of many rows at a time.
 */
final class SparseRows {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int L = S.length();
  private static final int BLOCK = Kernels.BLOCK;

  /**
   * Weights whose accumulators are collected before they are added up; a multiple of 4. The rest of
   * the room is read beyond the last of them.
   */
  private static final int GROUP = Kernels.ROOM / BLOCK - 1;

  private SparseRows() {}

  static void multiply(
      float[] w,
      int[] columns,
      int[] pieces,
      int[] rows,
      float[] x,
      float @Nullable [] bias,
      float[] y,
      int lanes) {
    for (int row : rows) {
      Arrays.fill(y, row * lanes, (row + 1) * lanes, bias == null ? 0f : bias[row]);
    }
    int b = 0;
    for (; b <= lanes - 4 * L; b += 4 * L) {
      for (int p = 0; p < pieces.length; p += 3) {
        piece4(w, columns, pieces[p + 1], pieces[p + 2], x, lanes, b, y, pieces[p] * lanes + b);
      }
    }
    for (; b < lanes; b += L) {
      for (int p = 0; p < pieces.length; p += 3) {
        piece1(w, columns, pieces[p + 1], pieces[p + 2], x, lanes, b, y, pieces[p] * lanes + b);
      }
    }
  }

  private static void piece4(
      float[] w,
      int[] columns,
      int from,
      int to,
      float[] x,
      int lanes,
      int b,
      float[] y,
      int target) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int k = from; k < to; k++) {
      FloatVector f = FloatVector.broadcast(S, w[k]);
      int at = columns[k] * lanes + b;
      a0 = FloatVector.fromArray(S, x, at).fma(f, a0);
      a1 = FloatVector.fromArray(S, x, at + L).fma(f, a1);
      a2 = FloatVector.fromArray(S, x, at + 2 * L).fma(f, a2);
      a3 = FloatVector.fromArray(S, x, at + 3 * L).fma(f, a3);
    }
    FloatVector.fromArray(S, y, target).add(a0).intoArray(y, target);
    FloatVector.fromArray(S, y, target + L).add(a1).intoArray(y, target + L);
    FloatVector.fromArray(S, y, target + 2 * L).add(a2).intoArray(y, target + 2 * L);
    FloatVector.fromArray(S, y, target + 3 * L).add(a3).intoArray(y, target + 3 * L);
  }

  private static void piece1(
      float[] w,
      int[] columns,
      int from,
      int to,
      float[] x,
      int lanes,
      int b,
      float[] y,
      int target) {
    FloatVector a0 = FloatVector.zero(S);
    for (int k = from; k < to; k++) {
      FloatVector f = FloatVector.broadcast(S, w[k]);
      a0 = FloatVector.fromArray(S, x, columns[k] * lanes + b).fma(f, a0);
    }
    FloatVector.fromArray(S, y, target).add(a0).intoArray(y, target);
  }

  static void innerProducts(
      float[] dy, int dyRow, float[] x, int[] columns, int from, int to, int lanes, float[] g) {
    int sums = to - from; // after the gradients
    int start = dyRow * lanes;
    int last = to - 1;
    for (int first = from; first < to; first += GROUP) {
      int count = Math.min(GROUP, to - first);
      for (int i = 0; i < BLOCK; i += L) {
        for (int k = 0; k < count; k += 4) {
          // The last four may compute the last weight more than once.
          int c = first + k;
          int x0 = columns[c] * lanes + i;
          int x1 = columns[Math.min(last, c + 1)] * lanes + i;
          int x2 = columns[Math.min(last, c + 2)] * lanes + i;
          int x3 = columns[Math.min(last, c + 3)] * lanes + i;
          inner4(dy, start + i, x, x0, x1, x2, x3, lanes, g, sums + k * BLOCK + i);
        }
      }
      VectorTree.sum(g, sums, count, first - from);
    }
  }

  static void sumLanes(float[] dy, int[] rows, int lanes, float[] g) {
    float[] sums = new float[GROUP + Kernels.ROOM];
    for (int first = 0; first < rows.length; first += GROUP) {
      int count = Math.min(GROUP, rows.length - first);
      for (int k = 0; k < count; k++) {
        int start = rows[first + k] * lanes;
        for (int i = 0; i < BLOCK; i += L) {
          FloatVector sum = FloatVector.zero(S);
          for (int b = i; b < lanes; b += BLOCK) {
            sum = sum.add(FloatVector.fromArray(S, dy, start + b));
          }
          sum.intoArray(sums, GROUP + k * BLOCK + i);
        }
      }
      VectorTree.sum(sums, GROUP, count, 0);
      for (int k = 0; k < count; k++) {
        g[rows[first + k]] = sums[k];
      }
    }
  }

  private static void inner4(
      float[] dy,
      int start,
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      int lanes,
      float[] sums,
      int target) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int b = 0; b < lanes; b += BLOCK) {
      FloatVector d = FloatVector.fromArray(S, dy, start + b);
      a0 = d.fma(FloatVector.fromArray(S, x, x0 + b), a0);
      a1 = d.fma(FloatVector.fromArray(S, x, x1 + b), a1);
      a2 = d.fma(FloatVector.fromArray(S, x, x2 + b), a2);
      a3 = d.fma(FloatVector.fromArray(S, x, x3 + b), a3);
    }
    a0.intoArray(sums, target);
    a1.intoArray(sums, target + BLOCK);
    a2.intoArray(sums, target + 2 * BLOCK);
    a3.intoArray(sums, target + 3 * BLOCK);
  }
}
