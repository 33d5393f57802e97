package io.espalier.analyse;

import io.espalier.mask.Mask;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How two subsets of the same things lie.
 *
 * @param all how many things there are
 * @param first how many are in the first subset
 * @param second how many are in the second
 * @param both how many are in both
 * @param independentBoth how many would be in both if the subsets were independent draws of their
 *     sizes, by expectation
 */
record SetOverlap(long all, long first, long second, long both, double independentBoth) {
  /**
   * The sets that two masks of equal length make.
   *
   * @param member the flag that makes a thing part of the set: true for kept weights
   */
  static SetOverlap of(boolean[] one, boolean[] other, boolean member) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(
          "masks: " + one.length + " and " + other.length + " flags (expected: equally many)");
    }
    long first = 0;
    long second = 0;
    long both = 0;
    for (int i = 0; i < one.length; i++) {
      boolean a = one[i] == member;
      boolean b = other[i] == member;
      first += a ? 1 : 0;
      second += b ? 1 : 0;
      both += a && b ? 1 : 0;
    }
    double independent = one.length == 0 ? 0 : (double) first * second / one.length;
    return new SetOverlap(one.length, first, second, both, independent);
  }

  /** The tensors that both masks have with equal shapes, each for itself. */
  static SortedMap<String, SetOverlap> byTensor(Mask one, Mask other, boolean member) {
    SortedMap<String, SetOverlap> overlaps = new TreeMap<>();
    for (String tensor : one.names()) {
      boolean[] theirs = other.of(tensor);
      if (theirs != null && Arrays.equals(one.shape(tensor), other.shape(tensor))) {
        overlaps.put(tensor, of(one.flags(tensor), theirs, member));
      }
    }
    return overlaps;
  }

  /** The subsets of this and of other things together; independence is that within each. */
  SetOverlap plus(SetOverlap other) {
    return new SetOverlap(
        all + other.all,
        first + other.first,
        second + other.second,
        both + other.both,
        independentBoth + other.independentBoth);
  }

  /** |A ∩ B| / |A ∪ B|, 1 where both are empty. */
  double jaccard() {
    return ratio((double) both);
  }

  /**
   * The ratio of the expected sizes of intersection and union of independent subsets: for one layer
   * and equal densities d it is d / (2 − d).
   */
  double independent() {
    return ratio(independentBoth);
  }

  private double ratio(double intersection) {
    double union = (double) (first + second) - intersection;
    return union == 0 ? 1 : intersection / union;
  }
}
