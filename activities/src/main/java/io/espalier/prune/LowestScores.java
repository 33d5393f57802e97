package io.espalier.prune;

import java.util.List;

/**
 * Removes the pieces that rank lowest. Finds the score of the last one to go with two histograms
 * over the bits of the scores, high half then low half: O(n), and no sort whose order of equals
 * would matter.
 */
final class LowestScores {
  private static final int BINS = 1 << 16;

  private LowestScores() {}

  /**
   * Removes exactly {@code count} of the pieces that are left. Among equal scores the first tensor
   * of the list goes first, then the lowest index.
   */
  static void remove(List<Pieces> group, long count) {
    if (count == 0) {
      return;
    }
    long[] histogram = new long[BINS];
    for (Pieces pieces : group) {
      for (int i = 0; i < pieces.count(); i++) {
        if (pieces.isLeft(i)) {
          histogram[pieces.key(i) >>> 16]++;
        }
      }
    }
    long below = 0;
    int high = 0;
    while (below + histogram[high] < count) {
      below += histogram[high++];
    }

    histogram = new long[BINS];
    for (Pieces pieces : group) {
      for (int i = 0; i < pieces.count(); i++) {
        if (pieces.isLeft(i) && pieces.key(i) >>> 16 == high) {
          histogram[pieces.key(i) & 0xFFFF]++;
        }
      }
    }
    int low = 0;
    while (below + histogram[low] < count) {
      below += histogram[low++];
    }

    int threshold = high << 16 | low;
    long equalsToGo = count - below;
    for (Pieces pieces : group) {
      for (int i = 0; i < pieces.count(); i++) {
        if (pieces.isLeft(i)) {
          int order = Integer.compareUnsigned(pieces.key(i), threshold);
          if (order < 0 || (order == 0 && equalsToGo-- > 0)) {
            pieces.remove(i);
          }
        }
      }
    }
  }
}
