package io.espalier.treatment.control;

import io.espalier.mask.Mask;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shares the kept weights of a mask out over its tensors in proportion to their sizes. */
final class EqualDensity {
  private EqualDensity() {}

  /**
   * Kept weights of each tensor: {@code size · kept / prunable} rounded down, the rest by largest
   * remainder, the first name first among equals. The counts add up to the mask's exactly.
   */
  static SortedMap<String, Long> counts(Mask mask) {
    BigInteger kept = BigInteger.valueOf(mask.keptCount());
    BigInteger prunable = BigInteger.valueOf(mask.prunableCount());
    SortedMap<String, Long> counts = new TreeMap<>();
    SortedMap<String, BigInteger> remainders = new TreeMap<>();
    long left = mask.keptCount();
    for (String name : mask.names()) {
      BigInteger size = BigInteger.valueOf(mask.flags(name).length);
      BigInteger[] share = size.multiply(kept).divideAndRemainder(prunable);
      counts.put(name, share[0].longValueExact());
      remainders.put(name, share[1]);
      left -= share[0].longValueExact();
    }
    // A stable sort: equal remainders stay in the order of their names.
    List<Map.Entry<String, BigInteger>> order = new ArrayList<>(remainders.entrySet());
    order.sort(Map.Entry.<String, BigInteger>comparingByValue().reversed());
    for (int i = 0; i < left; i++) {
      counts.merge(order.get(i).getKey(), 1L, Long::sum);
    }
    return counts;
  }
}
