package io.espalier.data.split;

import io.espalier.random.RandomSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holds out examples so that every class has its share, exactly: whole numbers by the largest
 * remainder, ties to the lower class.
 *
 * @param train ascending indices
 * @param validation ascending indices
 */
record StratifiedSplit(int[] train, int[] validation) {
  /**
   * Splits examples by their labels.
   *
   * @param validation examples to hold out
   */
  static StratifiedSplit of(byte[] labels, int classes, int validation, RandomSource random) {
    int[] sizes = new int[classes];
    for (byte label : labels) {
      sizes[label & 0xff]++;
    }
    int[] quotas = quotas(sizes, validation);
    boolean[] held = new boolean[labels.length];
    for (int c = 0; c < classes; c++) {
      int label = c;
      int[] members =
          IntStream.range(0, labels.length).filter(i -> (labels[i] & 0xff) == label).toArray();
      int[] order = random.at(c).permutation(members.length);
      for (int i = 0; i < quotas[c]; i++) {
        held[members[order[i]]] = true;
      }
    }
    return new StratifiedSplit(
        IntStream.range(0, labels.length).filter(i -> !held[i]).toArray(),
        IntStream.range(0, labels.length).filter(i -> held[i]).toArray());
  }

  /** Shares of {@code total} in proportion to the sizes; they add up to it. */
  static int[] quotas(int[] sizes, int total) {
    long all = Arrays.stream(sizes).asLongStream().sum();
    int[] quotas = new int[sizes.length];
    long[] remainders = new long[sizes.length];
    int left = total;
    for (int c = 0; c < sizes.length; c++) {
      quotas[c] = (int) ((long) total * sizes[c] / all);
      remainders[c] = (long) total * sizes[c] % all;
      left -= quotas[c];
    }
    IntStream.range(0, sizes.length)
        .boxed()
        .sorted(Comparator.comparingLong(c -> -remainders[c]))
        .limit(left)
        .forEach(c -> quotas[c]++);
    return quotas;
  }
}
