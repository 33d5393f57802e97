package io.espalier.analyse;

import java.util.Arrays;

/** An example and what its attributions say, side by side. */
final class AttributionPicture {
  private static final int GAP = 1;
  private static final int WHITE = 0xffffff;

  /** The part of all attributions, by size, that keeps its differences; larger ones are full. */
  private static final double FULL = 0.99;

  private AttributionPicture() {}

  /**
   * A PNG picture.
   *
   * @param shape {@code [C, H, W]}
   * @param values of the example, in that shape: shown from the smallest to the largest
   * @param attributions in that shape; those of the channels of a pixel are added up. Red is for
   *     the class, blue against it, white neither
   */
  static byte[] of(int[] shape, float[] values, double[] attributions) {
    int height = shape[1];
    int width = shape[2];
    int[][] colours = new int[height][2 * width + GAP];
    for (int[] row : colours) {
      Arrays.fill(row, WHITE);
    }
    double[] sums = sums(shape, attributions);
    double full = full(sums);
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = y * width + x;
        colours[y][x] = seen(shape, values, pixel, low, high);
        colours[y][width + GAP + x] = signed(full == 0 ? 0 : sums[pixel] / full);
      }
    }
    return Png.of(colours);
  }

  private static double[] sums(int[] shape, double[] attributions) {
    int pixels = shape[1] * shape[2];
    double[] sums = new double[pixels];
    for (int i = 0; i < attributions.length; i++) {
      sums[i % pixels] += attributions[i];
    }
    return sums;
  }

  private static double full(double[] sums) {
    double[] sizes = Arrays.stream(sums).map(Math::abs).sorted().toArray();
    double full = sizes[(int) Math.ceil(FULL * (sizes.length - 1))];
    return full > 0 ? full : sizes[sizes.length - 1];
  }

  private static int seen(int[] shape, float[] values, int pixel, float low, float high) {
    int pixels = shape[1] * shape[2];
    int colour = 0;
    for (int channel = 0; channel < 3; channel++) {
      int from = shape[0] == 3 ? channel : 0;
      float value = values[from * pixels + pixel];
      float part = high > low ? (value - low) / (high - low) : 0;
      colour = colour << 8 | Math.round(255 * part);
    }
    return colour;
  }

  /** From blue at −1 over white at 0 to red at 1. */
  private static int signed(double part) {
    int rest = (int) Math.round(255 * (1 - Math.min(1, Math.abs(part))));
    return part >= 0 ? 0xff << 16 | rest << 8 | rest : rest << 16 | rest << 8 | 0xff;
  }
}
