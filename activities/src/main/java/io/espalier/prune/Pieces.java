package io.espalier.prune;

import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pieces of one tensor that can go: its single weights, or its filters (rows along the first
 * axis). Or the filters of several tensors that go together, those of one number as one piece.
 * Thread-confined.
 */
final class Pieces {
  private final List<String> names;
  private final SortedMap<String, boolean[]> kept = new TreeMap<>();
  private final float[] scores;
  private final boolean[] alive;
  private final boolean highest;

  private Pieces(List<String> names, float[] scores, boolean highest) {
    this.names = names;
    this.scores = scores;
    this.alive = new boolean[scores.length];
    this.highest = highest;
  }

  /**
   * The pieces of tensors of a mask with their scores, the mean over the tensors.
   *
   * @param names one; or several for filters that go together, of as many filters each
   * @throws IllegalArgumentException when the scores have another shape or a piece that is left has
   *     no comparable score
   */
  static Pieces of(
      Mask mask, List<String> names, PruneRule rule, SortedMap<String, Tensor> scores) {
    Granularity granularity = rule.granularity();
    for (String name : names) {
      requireShape(mask, name, granularity, Tensors.get(scores, name));
    }
    float[] first = Tensors.get(scores, names.get(0)).data();
    Pieces pieces =
        new Pieces(names, names.size() == 1 ? first : new float[first.length], rule.highest());
    names.forEach(name -> pieces.keep(name, mask.flags(name).clone()));
    if (names.size() > 1) {
      pieces.meanOf(scores);
    }
    pieces.requireComparable();
    return pieces;
  }

  /** The tensors, in the order of their names. */
  List<String> names() {
    return names;
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

  float score(int piece) {
    return scores[piece];
  }

  /** A number that is the smaller the earlier a piece goes. */
  float rank(int piece) {
    return highest ? -scores[piece] : scores[piece];
  }

  /** The rank as an unsigned number of the same order; −0.0 and 0.0 are the same. */
  int key(int piece) {
    int bits = Float.floatToRawIntBits(rank(piece) + 0f);
    return bits ^ ((bits >> 31) | Integer.MIN_VALUE);
  }

  /** The same as a scope sees it. */
  PieceGroup group(Mask mask) {
    List<List<Integer>> shapes =
        names.stream().map(name -> Arrays.stream(mask.shape(name)).boxed().toList()).toList();
    return new PieceGroup(names, shapes, alive.length);
  }

  void remove(int piece) {
    alive[piece] = false;
    for (boolean[] flags : kept.values()) {
      int weightsPerPiece = flags.length / alive.length;
      Arrays.fill(flags, piece * weightsPerPiece, (piece + 1) * weightsPerPiece, false);
    }
  }

  /** Kept flags of the tensors' weights, by name. */
  SortedMap<String, boolean[]> kept() {
    return kept;
  }

  private void keep(String name, boolean[] flags) {
    kept.put(name, flags);
    int weightsPerPiece = flags.length / alive.length;
    for (int i = 0; i < flags.length; i++) {
      alive[i / weightsPerPiece] |= flags[i];
    }
  }

  /** Of what a tensor has lost already no score is looked at. */
  private void meanOf(SortedMap<String, Tensor> all) {
    for (int piece = 0; piece < scores.length; piece++) {
      double sum = 0;
      int left = 0;
      for (String name : names) {
        if (hasLeft(name, piece)) {
          sum += Tensors.get(all, name).data()[piece];
          left++;
        }
      }
      scores[piece] = (float) (sum / Math.max(1, left));
    }
  }

  private boolean hasLeft(String name, int piece) {
    boolean[] flags = Objects.requireNonNull(kept.get(name));
    int weightsPerPiece = flags.length / alive.length;
    for (int i = piece * weightsPerPiece; i < (piece + 1) * weightsPerPiece; i++) {
      if (flags[i]) {
        return true;
      }
    }
    return false;
  }

  private static void requireShape(Mask mask, String name, Granularity granularity, Tensor scores) {
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
  }

  private void requireComparable() {
    for (int i = 0; i < scores.length; i++) {
      if (alive[i] && Float.isNaN(scores[i])) {
        throw new IllegalArgumentException(
            "scores: NaN at "
                + String.join(" + ", names)
                + "["
                + i
                + "] (expected: a number); the weights or the gradients that it comes from are not finite");
      }
    }
  }
}
