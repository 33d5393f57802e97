package io.espalier.prune;

import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The pieces of one tensor that can go: its single weights, its filters or its channels. Or the
 * filters of several tensors that go together, those of one number as one piece. Thread-confined.
 */
final class Pieces {
  private final List<String> names;
  private final Mask mask;
  private final Granularity granularity;
  private final float[] scores;
  private final boolean[] alive;
  private final boolean highest;

  private Pieces(
      List<String> names, Mask mask, Granularity granularity, float[] scores, boolean highest) {
    this.names = names;
    this.mask = mask;
    this.granularity = granularity;
    this.scores = scores;
    this.alive = new boolean[scores.length];
    this.highest = highest;
    names.forEach(name -> mark(name, alive));
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
    Granularity granularity = rule.granularity(names.get(0));
    for (String name : names) {
      requireShape(mask, name, granularity, Tensors.get(scores, name));
    }
    float[] first = Tensors.get(scores, names.get(0)).data();
    float[] own = names.size() == 1 ? first : new float[first.length];
    Pieces pieces = new Pieces(names, mask, granularity, own, rule.highest());
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
  PieceGroup group() {
    List<List<Integer>> shapes =
        names.stream().map(name -> Arrays.stream(mask.shape(name)).boxed().toList()).toList();
    return new PieceGroup(names, shapes, alive.length);
  }

  void remove(int piece) {
    alive[piece] = false;
  }

  /** Kept flags of the tensors' weights, by name: what the mask keeps of the pieces left. */
  SortedMap<String, boolean[]> kept() {
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    for (String name : names) {
      boolean[] flags = mask.flags(name).clone();
      IntUnaryOperator piece = granularity.pieceOf(mask.shape(name));
      for (int i = 0; i < flags.length; i++) {
        flags[i] &= alive[piece.applyAsInt(i)];
      }
      kept.put(name, flags);
    }
    return kept;
  }

  /** Marks the pieces of which a tensor has a weight left. */
  private void mark(String name, boolean[] left) {
    boolean[] flags = mask.flags(name);
    IntUnaryOperator piece = granularity.pieceOf(mask.shape(name));
    for (int i = 0; i < flags.length; i++) {
      left[piece.applyAsInt(i)] |= flags[i];
    }
  }

  /** Of what a tensor has lost already no score is looked at. */
  private void meanOf(SortedMap<String, Tensor> all) {
    double[] sums = new double[scores.length];
    int[] counts = new int[scores.length];
    for (String name : names) {
      float[] own = Tensors.get(all, name).data();
      boolean[] left = new boolean[scores.length];
      mark(name, left);
      for (int piece = 0; piece < scores.length; piece++) {
        if (left[piece]) {
          sums[piece] += own[piece];
          counts[piece]++;
        }
      }
    }
    for (int piece = 0; piece < scores.length; piece++) {
      scores[piece] = (float) (sums[piece] / Math.max(1, counts[piece]));
    }
  }

  private static void requireShape(Mask mask, String name, Granularity granularity, Tensor scores) {
    int[] expected = granularity.shapeOfPieces(mask.shape(name));
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
                + "] (expected: a number); the weights or the gradients that it comes from are not"
                + " finite");
      }
    }
  }
}
