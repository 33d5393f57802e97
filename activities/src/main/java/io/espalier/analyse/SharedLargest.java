package io.espalier.analyse;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * How many of the largest weights of a layer two networks share: one layer's part of R_p of Liu et
 * al. 2021, {@code |T_p(θ) ∩ T_p(θ′)| / round(p N)}.
 *
 * @param shared weights that are among the largest of both
 * @param largest how many are the largest of each: round(p N)
 */
record SharedLargest(long shared, long largest) {
  /** Weights of one layer and which of them are kept, null for all. */
  record Weights(float[] values, boolean @Nullable [] kept) {
    long remaining() {
      if (kept == null) {
        return values.length;
      }
      long remaining = 0;
      for (boolean flag : kept) {
        remaining += flag ? 1 : 0;
      }
      return remaining;
    }
  }

  /**
   * Compares one layer of two networks. Where both keep the same weights, N counts those; where
   * they do not, it counts all, and both must keep as many as are asked for.
   *
   * @param p part of the weights, in (0, 1)
   * @throws TooSparseException when one keeps fewer
   */
  static SharedLargest of(Weights one, Weights other, double p) {
    if (one.values().length != other.values().length) {
      throw new IllegalArgumentException(
          one.values().length + " and " + other.values().length + " weights (expected: as many)");
    }
    boolean alike = alike(one, other);
    int count = LargestWeights.count(p, alike ? one.remaining() : one.values().length);
    if (!alike) {
      for (Weights each : new Weights[] {one, other}) {
        // A layer of which a part of exactly p is left has no largest among the rest.
        if (each.kept() != null && p >= (double) each.remaining() / each.values().length) {
          throw new TooSparseException((double) each.remaining() / each.values().length);
        }
      }
    }
    BitSet shared = LargestWeights.of(one.values(), one.kept(), count);
    shared.and(LargestWeights.of(other.values(), other.kept(), count));
    return new SharedLargest(shared.cardinality(), count);
  }

  /** Whether both keep the same weights. */
  private static boolean alike(Weights one, Weights other) {
    boolean[] a = one.kept();
    boolean[] b = other.kept();
    if (a == null || b == null) {
      return one.remaining() == one.values().length && other.remaining() == other.values().length;
    }
    return Arrays.equals(a, b);
  }

  /** Both layers together. */
  SharedLargest plus(SharedLargest other) {
    return new SharedLargest(shared + other.shared, largest + other.largest);
  }

  /** The part that is shared, NaN where there is nothing to share. */
  double part() {
    return (double) shared / largest;
  }

  /** A network keeps fewer weights than are asked for. */
  static final class TooSparseException extends IllegalArgumentException {
    private final double density;

    TooSparseException(double density) {
      super("a density of " + density);
      this.density = density;
    }

    double density() {
      return density;
    }
  }
}
