package io.espalier.kernel;

/** The fixed tree in which the accumulators of a sum over lanes are added. */
final class Tree {
  private Tree() {}

  /** The sum of 16 values from {@code at} on: halves first. */
  static float sum(float[] a, int at) {
    float s0 = (a[at] + a[at + 8]) + (a[at + 4] + a[at + 12]);
    float s1 = (a[at + 1] + a[at + 9]) + (a[at + 5] + a[at + 13]);
    float s2 = (a[at + 2] + a[at + 10]) + (a[at + 6] + a[at + 14]);
    float s3 = (a[at + 3] + a[at + 11]) + (a[at + 7] + a[at + 15]);
    return (s0 + s2) + (s1 + s3);
  }
}
