package io.espalier.analyse.structure;

import java.util.ArrayList;
import java.util.List;

/**
 * A way in which the weights of a layer fall into groups of one size.
 *
 * @param name {@code filter}, {@code channel}, {@code kernel} or {@code row}
 * @param groups how many there are, at least 2
 * @param size weights in each
 * @param of the group of each weight, row-major
 */
record Grouping(String name, int groups, int size, int[] of) {
  /**
   * All groupings of a weight tensor {@code [out, in]} or {@code [out, in, kH, kW]}: filters (all
   * weights into an output), channels (all weights out of an input), kernels (from one input
   * channel to one output channel) and their rows. Those that would be single weights, or one
   * group, are left out.
   */
  static List<Grouping> of(int[] shape) {
    int out = shape[0];
    int in = shape[1];
    int width = shape.length == 4 ? shape[3] : 1;
    int area = shape.length == 4 ? shape[2] * width : 1;
    List<Grouping> all = new ArrayList<>();
    add(all, "filter", out, new int[out * in * area], i -> i / (in * area));
    add(all, "channel", in, new int[out * in * area], i -> i / area % in);
    add(all, "kernel", out * in, new int[out * in * area], i -> i / area);
    if (width < area) {
      add(all, "row", out * in * area / width, new int[out * in * area], i -> i / width);
    }
    return all;
  }

  private static void add(
      List<Grouping> all,
      String name,
      int groups,
      int[] of,
      java.util.function.IntUnaryOperator by) {
    if (groups < 2 || groups == of.length) {
      return;
    }
    for (int i = 0; i < of.length; i++) {
      of[i] = by.applyAsInt(i);
    }
    all.add(new Grouping(name, groups, of.length / groups, of));
  }

  /** How many weights of each group are kept. */
  int[] counts(boolean[] kept) {
    int[] counts = new int[groups];
    for (int i = 0; i < kept.length; i++) {
      counts[of[i]] += kept[i] ? 1 : 0;
    }
    return counts;
  }

  /** How many groups keep nothing. */
  static int empty(int[] counts) {
    int empty = 0;
    for (int count : counts) {
      empty += count == 0 ? 1 : 0;
    }
    return empty;
  }

  /** Sample variance of the counts (n − 1) over their mean; NaN where all are 0. */
  static double dispersion(int[] counts) {
    double sum = 0;
    for (int count : counts) {
      sum += count;
    }
    double mean = sum / counts.length;
    double squares = 0;
    for (int count : counts) {
      squares += (count - mean) * (count - mean);
    }
    return squares / (counts.length - 1) / mean;
  }
}
