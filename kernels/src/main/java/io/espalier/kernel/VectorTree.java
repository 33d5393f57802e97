package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Tree} for many sums at a time, with its first two levels on vectors. They are as wide as
 * everywhere else, though a sum needs 8 and 4 lanes only: vectors of two widths in one process
 * teach the JVM's compiler that the width varies, and it then keeps vectors of other methods in
 * objects on the heap.
 */
final class VectorTree {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int L = S.length();

  private VectorTree() {}

  /**
   * {@code g[at + s] = Tree.sum(g, sums + 16 s)} for {@code s} below {@code count}; overwrites the
   * sums and reads the {@value Kernels#BLOCK} values after them.
   */
  static void sum(float[] g, int sums, int count, int at) {
    for (int s = 0; s < count; s++) {
      int from = sums + 16 * s;
      for (int j = 0; j < 8; j += L) {
        FloatVector.fromArray(S, g, from + j)
            .add(FloatVector.fromArray(S, g, from + 8 + j))
            .intoArray(g, sums + 8 * s + j);
      }
    }
    for (int i = sums; i < sums + 8 * count; i += Math.max(8, L)) {
      for (int j = 0; j < 4; j += L) {
        FloatVector.fromArray(S, g, i + j)
            .add(FloatVector.fromArray(S, g, i + 4 + j))
            .intoArray(g, i + j);
      }
    }
    for (int s = 0; s < count; s++) {
      int i = sums + 8 * s;
      g[at + s] = (g[i] + g[i + 2]) + (g[i + 1] + g[i + 3]);
    }
  }
}
