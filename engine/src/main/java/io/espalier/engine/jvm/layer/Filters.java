package io.espalier.engine.jvm.layer;

import io.espalier.kernel.Kernels;
import io.espalier.model.layer.ConvShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What every filter of a convolution reads: the surviving weights, and their places in packed
 * images.
 *
 * @param rows the weights, {@code [out, in · kernel · kernel]}; a depthwise filter has none but its
 *     own channel's
 * @param offsets where each weight reads in the packed inputs, from the first place of a position
 */
record Filters(SurvivorRows rows, int[] offsets) {
  /**
   * The filters of a convolution.
   *
   * @param kept which weights are kept, {@code [out, in / groups, kernel, kernel]}; null for all of
   *     them
   * @param height of a packed image, borders included
   * @param width of a packed image, borders included
   */
  static Filters of(ConvShape conv, boolean @Nullable [] kept, int height, int width) {
    int area = conv.kernel() * conv.kernel();
    int inner = conv.in() / conv.groups();
    boolean[] flags = kept == null ? all(conv.out() * inner * area) : kept;
    SurvivorRows rows = SurvivorRows.of(flags, conv.out(), inner * area);
    for (int o = 0; o < conv.out(); o++) {
      int first = o / (conv.out() / conv.groups()) * inner;
      for (int k = rows.starts()[o]; k < rows.starts()[o + 1]; k++) {
        rows.columns()[k] += first * area;
      }
    }
    int[] offsets = new int[rows.columns().length];
    for (int k = 0; k < offsets.length; k++) {
      int column = rows.columns()[k];
      int y = column % area / conv.kernel();
      int x = column % conv.kernel();
      offsets[k] = place(column / area, y, x, height, width);
    }
    return new Filters(rows, offsets);
  }

  /**
   * The way back: a filter for every input, which reads the packed gradients of the outputs, the
   * kernel turned by half.
   */
  Filters transposed(ConvShape conv, int height, int width) {
    int area = conv.kernel() * conv.kernel();
    int count = rows.columns().length;
    int[] channels = new int[count];
    for (int k = 0; k < count; k++) {
      channels[k] = rows.columns()[k] / area;
    }
    SurvivorRows back =
        new SurvivorRows(rows.starts(), channels, rows.source()).transposed(conv.in());
    int[] places = new int[count];
    for (int k = 0; k < count; k++) {
      int column = rows.columns()[back.source()[k]];
      int y = conv.kernel() - 1 - column % area / conv.kernel();
      int x = conv.kernel() - 1 - column % conv.kernel();
      places[k] = place(back.columns()[k], y, x, height, width);
    }
    return new Filters(back, places);
  }

  private static int place(int channel, int y, int x, int height, int width) {
    return Math.multiplyExact(Kernels.BLOCK, (channel * height + y) * width + x);
  }

  private static boolean[] all(int count) {
    boolean[] all = new boolean[count];
    Arrays.fill(all, true);
    return all;
  }
}
