package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** {@link Kernels#sum} and {@link Kernels#product} on vectors, four rows at a time. */
final class RowSums {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int L = S.length();
  private static final int BLOCK = Kernels.BLOCK;

  /** Rows whose accumulators are collected before they are added up; a multiple of 4. */
  private static final int GROUP = 16;

  private RowSums() {}

  /** The products, or where {@code b} is null the sums. */
  static double total(
      float[] a,
      float centreA,
      float @Nullable [] b,
      float centreB,
      int from,
      int to,
      int lanes,
      int examples) {
    float[] sums = new float[GROUP + Kernels.ROOM];
    int full = examples / BLOCK * BLOCK;
    double total = 0;
    for (int first = from; first < to; first += GROUP) {
      int count = Math.min(GROUP, to - first);
      for (int k = 0; k < count; k += 4) {
        for (int i = 0; i < BLOCK; i += L) {
          // The last four may take the last row more than once.
          int r0 = (first + k) * lanes + i;
          int r1 = Math.min(first + k + 1, to - 1) * lanes + i;
          int r2 = Math.min(first + k + 2, to - 1) * lanes + i;
          int r3 = Math.min(first + k + 3, to - 1) * lanes + i;
          int target = GROUP + k * BLOCK + i;
          if (b == null) {
            sum4(a, r0, r1, r2, r3, full, sums, target);
          } else {
            product4(a, centreA, b, centreB, r0, r1, r2, r3, full, sums, target);
          }
        }
      }
      for (int k = 0; k < count; k++) {
        for (int e = full; e < examples; e++) {
          int i = (first + k) * lanes + e;
          int at = GROUP + k * BLOCK + e - full;
          sums[at] =
              b == null ? sums[at] + a[i] : Math.fma(a[i] - centreA, b[i] - centreB, sums[at]);
        }
      }
      VectorTree.sum(sums, GROUP, count, 0);
      for (int k = 0; k < count; k++) {
        total += sums[k];
      }
    }
    return total;
  }

  private static void sum4(
      float[] a, int r0, int r1, int r2, int r3, int full, float[] sums, int target) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int e = 0; e < full; e += BLOCK) {
      a0 = a0.add(FloatVector.fromArray(S, a, r0 + e));
      a1 = a1.add(FloatVector.fromArray(S, a, r1 + e));
      a2 = a2.add(FloatVector.fromArray(S, a, r2 + e));
      a3 = a3.add(FloatVector.fromArray(S, a, r3 + e));
    }
    a0.intoArray(sums, target);
    a1.intoArray(sums, target + BLOCK);
    a2.intoArray(sums, target + 2 * BLOCK);
    a3.intoArray(sums, target + 3 * BLOCK);
  }

  private static void product4(
      float[] a,
      float centreA,
      float[] b,
      float centreB,
      int r0,
      int r1,
      int r2,
      int r3,
      int full,
      float[] sums,
      int target) {
    FloatVector ca = FloatVector.broadcast(S, centreA);
    FloatVector cb = FloatVector.broadcast(S, centreB);
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int e = 0; e < full; e += BLOCK) {
      a0 = difference(a, r0 + e, ca).fma(difference(b, r0 + e, cb), a0);
      a1 = difference(a, r1 + e, ca).fma(difference(b, r1 + e, cb), a1);
      a2 = difference(a, r2 + e, ca).fma(difference(b, r2 + e, cb), a2);
      a3 = difference(a, r3 + e, ca).fma(difference(b, r3 + e, cb), a3);
    }
    a0.intoArray(sums, target);
    a1.intoArray(sums, target + BLOCK);
    a2.intoArray(sums, target + 2 * BLOCK);
    a3.intoArray(sums, target + 3 * BLOCK);
  }

  private static FloatVector difference(float[] a, int at, FloatVector centre) {
    return FloatVector.fromArray(S, a, at).sub(centre);
  }
}
