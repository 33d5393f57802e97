package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Tree} with its first two levels, those between lanes 8 and 4 apart, on vectors of four.
 */
final class Quads {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_128;

  private Quads() {}

  /**
   * {@code g[at + s] = Tree.sum(g, sums + 16 s)} for {@code s} below {@code count}; overwrites the
   * sums.
   */
  static void sum(float[] g, int sums, int count, int at) {
    for (int s = 0; s < count; s++) {
      int i = sums + 16 * s;
      FloatVector even = FloatVector.fromArray(S, g, i).add(FloatVector.fromArray(S, g, i + 8));
      FloatVector odd = FloatVector.fromArray(S, g, i + 4).add(FloatVector.fromArray(S, g, i + 12));
      even.add(odd).intoArray(g, sums + 4 * s);
    }
    for (int s = 0; s < count; s++) {
      int i = sums + 4 * s;
      g[at + s] = (g[i] + g[i + 2]) + (g[i + 1] + g[i + 3]);
    }
  }
}
