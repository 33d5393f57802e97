package io.espalier.analyse;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The largest weights of one layer, by magnitude: T_p of Liu et al. 2021. Of equal magnitudes the
 * one that comes first counts as larger.
 */
final class LargestWeights {
  private LargestWeights() {}

  /** How many are the part p of n: the nearest whole number, halves up. */
  static int count(double p, long n) {
    return Math.toIntExact(Math.round(p * n));
  }

  /**
   * Positions of the {@code count} largest of some weights.
   *
   * @param among which weights can be chosen, null for all
   * @throws IllegalArgumentException when there are fewer
   */
  static BitSet of(float[] weights, boolean @Nullable [] among, int count) {
    float[] magnitudes = new float[weights.length];
    int size = 0;
    for (int i = 0; i < weights.length; i++) {
      if (among == null || among[i]) {
        magnitudes[size++] = Math.abs(weights[i]);
      }
    }
    if (count > size) {
      throw new IllegalArgumentException("largest: " + count + " (expected: at most " + size + ")");
    }
    BitSet chosen = new BitSet(weights.length);
    if (count == 0) {
      return chosen;
    }
    float[] sorted = Arrays.copyOf(magnitudes, size);
    Arrays.sort(sorted);
    float smallest = sorted[size - count];
    int equal = count;
    for (int i = size - 1; i >= 0 && sorted[i] > smallest; i--) {
      equal--;
    }
    for (int i = 0; i < weights.length; i++) {
      if (among == null || among[i]) {
        float magnitude = Math.abs(weights[i]);
        if (magnitude > smallest || (magnitude == smallest && equal-- > 0)) {
          chosen.set(i);
        }
      }
    }
    return chosen;
  }
}
