package io.espalier.analyse.movement;

import org.jspecify.annotations.Nullable;

/**
 * The distance between two states of some weights.
 *
 * @param squares sum of squared differences
 * @param n how many weights
 */
record Movement(double squares, long n) {
  static final Movement NONE = new Movement(0, 0);

  /**
   * Over the weights that a mask keeps, or over those that it prunes.
   *
   * @param kept null where all are kept
   * @param member true for the kept ones
   */
  static Movement of(float[] from, float[] to, boolean @Nullable [] kept, boolean member) {
    if (from.length != to.length || (kept != null && kept.length != from.length)) {
      throw new IllegalArgumentException(
          from.length + " and " + to.length + " weights (expected: as many)");
    }
    double squares = 0;
    long n = 0;
    for (int i = 0; i < from.length; i++) {
      if ((kept == null || kept[i]) == member) {
        double moved = (double) to[i] - from[i];
        squares += moved * moved;
        n++;
      }
    }
    return new Movement(squares, n);
  }

  Movement plus(Movement other) {
    return new Movement(squares + other.squares, n + other.n);
  }

  /** Euclidean norm of the difference. */
  double norm() {
    return Math.sqrt(squares);
  }
}
