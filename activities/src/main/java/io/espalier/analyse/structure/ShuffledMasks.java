package io.espalier.analyse.structure;

import io.espalier.random.RandomSource;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What masks with as many kept weights in random places of a layer look like: by grouping and
 * shuffle the number of empty groups and the dispersion of kept counts.
 *
 * @param empty by grouping, then by shuffle
 * @param dispersion by grouping, then by shuffle
 */
record ShuffledMasks(int[][] empty, double[][] dispersion) {
  /**
   * Draws them. Only the kept places are drawn, or the pruned ones where those are fewer; a shuffle
   * begins from the order that the last one left, which is as good as any.
   *
   * @param all weights of the layer
   * @param kept how many of them are kept
   * @param each told the number of each shuffle before it is made
   */
  static ShuffledMasks of(
      int all,
      int kept,
      List<Grouping> groupings,
      int shuffles,
      RandomSource random,
      IntConsumer each) {
    int[][] empty = new int[groupings.size()][shuffles];
    double[][] dispersion = new double[groupings.size()][shuffles];
    boolean keptAreDrawn = kept <= all - kept;
    int drawn = keptAreDrawn ? kept : all - kept;
    int[] order = new int[all];
    for (int i = 0; i < all; i++) {
      order[i] = i;
    }
    for (int shuffle = 0; shuffle < shuffles; shuffle++) {
      each.accept(shuffle);
      for (int i = 0; i < drawn; i++) {
        int j = i + (int) (random.uniform((long) shuffle * drawn + i) * (all - i));
        int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
      }
      for (int k = 0; k < groupings.size(); k++) {
        Grouping grouping = groupings.get(k);
        int[] counts = counts(grouping, order, drawn, keptAreDrawn);
        empty[k][shuffle] = Grouping.empty(counts);
        dispersion[k][shuffle] = Grouping.dispersion(counts);
      }
    }
    return new ShuffledMasks(empty, dispersion);
  }

  private static int[] counts(Grouping grouping, int[] order, int drawn, boolean keptAreDrawn) {
    int[] counts = new int[grouping.groups()];
    for (int i = 0; i < drawn; i++) {
      counts[grouping.of()[order[i]]]++;
    }
    if (!keptAreDrawn) {
      for (int group = 0; group < counts.length; group++) {
        counts[group] = grouping.size() - counts[group];
      }
    }
    return counts;
  }
}
