package io.espalier.kernel;

import java.util.Arrays;

/** Turns a batch from one layout into the other, in blocks that stay in the first cache. */
final class Transpose {
  private static final int TILE = Kernels.BLOCK;

  private Transpose() {}

  static void toFeatures(
      float[] a, int stride, int examples, int[] features, float[] t, int lanes) {
    for (int feature : features) {
      Arrays.fill(t, feature * lanes + examples, (feature + 1) * lanes, 0f);
    }
    for (int from = 0; from < examples; from += TILE) {
      int to = Math.min(examples, from + TILE);
      for (int feature : features) {
        int source = from * stride + feature;
        int target = feature * lanes;
        for (int b = from; b < to; b++) {
          t[target + b] = a[source];
          source += stride;
        }
      }
    }
  }

  static void toExamples(float[] a, int lanes, int examples, int features, float[] t, int stride) {
    for (int from = 0; from < features; from += TILE) {
      int to = Math.min(features, from + TILE);
      for (int b = 0; b < examples; b++) {
        int source = from * lanes + b;
        int target = b * stride;
        for (int f = from; f < to; f++) {
          t[target + f] = a[source];
          source += lanes;
        }
      }
    }
  }
}
