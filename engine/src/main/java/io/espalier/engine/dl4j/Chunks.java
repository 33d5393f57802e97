package io.espalier.engine.dl4j;

import io.espalier.model.NetworkSpec;

/** How many examples are passed through a network at once where the batch is ours to cut. */
final class Chunks {
  private static final int MAX_VALUES = 1 << 21;

  private Chunks() {}

  /**
   * A function of the network alone, so that cutting never changes a result: as many examples as
   * keep the largest activations of one pass at 8 MiB, within 16 … 512.
   */
  static int examples(NetworkSpec spec) {
    return Math.max(16, Math.min(512, MAX_VALUES / spec.largestActivation()));
  }
}
