package io.espalier.prune;

import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import java.util.Arrays;

/**
 * The pieces of one tensor that can go: its single weights, or its filters (rows along the first
 * axis). Thread-confined.
 */
final class Pieces {
  private final String name;
  private final boolean[] kept;
  private final int weightsPerPiece;
  private final float[] scores;
  private final boolean[] alive;

  private Pieces(String name, boolean[] kept, int weightsPerPiece, float[] scores) {
    this.name = name;
    this.kept = kept.clone();
    this.weightsPerPiece = weightsPerPiece;
    this.scores = scores;
    this.alive = weightsPerPiece == 1 ? this.kept : new boolean[scores.length];
    if (weightsPerPiece != 1) {
      for (int i = 0; i < kept.length; i++) {
        alive[i / weightsPerPiece] |= kept[i];
      }
    }
  }

  /**
   * The pieces of one tensor of a mask with their scores.
   *
   * @throws IllegalArgumentException when the scores have another shape or a piece that is left has
   *     no comparable score
   */
  static Pieces of(Mask mask, String name, Granularity granularity, Tensor scores) {
    int[] shape = mask.shape(name);
    int[] expected = granularity == Granularity.WEIGHT ? shape : new int[] {shape[0]};
    if (!Arrays.equals(scores.shape(), expected)) {
      throw new IllegalArgumentException(
          "scores: shape of "
              + name
              + " "
              + Arrays.toString(scores.shape())
              + " (expected: "
              + Arrays.toString(expected)
              + ")");
    }
    boolean[] kept = mask.flags(name);
    int weightsPerPiece = granularity == Granularity.WEIGHT ? 1 : kept.length / shape[0];
    Pieces pieces = new Pieces(name, kept, weightsPerPiece, scores.data());
    pieces.requireComparable();
    return pieces;
  }

  String name() {
    return name;
  }

  int count() {
    return alive.length;
  }

  long remaining() {
    long count = 0;
    for (boolean left : alive) {
      count += left ? 1 : 0;
    }
    return count;
  }

  boolean isLeft(int piece) {
    return alive[piece];
  }

  /** The score as an unsigned number of the same order; −0.0 and 0.0 are the same score. */
  int key(int piece) {
    int bits = Float.floatToRawIntBits(scores[piece] + 0f);
    return bits ^ ((bits >> 31) | Integer.MIN_VALUE);
  }

  void remove(int piece) {
    alive[piece] = false;
    Arrays.fill(kept, piece * weightsPerPiece, (piece + 1) * weightsPerPiece, false);
  }

  /** Kept flags of the tensor's weights. */
  boolean[] kept() {
    return kept;
  }

  private void requireComparable() {
    for (int i = 0; i < scores.length; i++) {
      if (alive[i] && Float.isNaN(scores[i])) {
        throw new IllegalArgumentException(
            "scores: NaN at "
                + name
                + "["
                + i
                + "] (expected: a number); the weights or the gradients behind it are not finite");
      }
    }
  }
}
