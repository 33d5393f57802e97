package io.espalier.engine.jvm.stage;

import org.jspecify.annotations.Nullable;

/**
 * What of a layer has an effect on the loss. An output that no later layer reads has none, and an
 * input that no weight into another output reads has none; both are left out. An output that
 * nothing enters still sends its bias on. Inputs and outputs of a convolution are its channels.
 *
 * @param first whether the inputs are the data: then nothing asks for their gradient
 * @param outputs outputs that something reads, ascending
 * @param deadOutputs the others, ascending
 * @param inputs inputs that a surviving weight into one of {@code outputs} reads, ascending
 */
public record Wiring(boolean first, int[] outputs, int[] deadOutputs, int[] inputs) {
  /**
   * The wiring of a layer.
   *
   * @param read which outputs something reads
   * @param in number of inputs
   * @param groups into which inputs and outputs fall: an output reads the inputs of its own alone
   * @param area weights from an input to an output
   * @param kept which weights are kept, {@code [out, in / groups, area]}; null for all of them
   */
  public static Wiring of(
      boolean first, boolean[] read, int in, int groups, int area, boolean @Nullable [] kept) {
    boolean[] reading = new boolean[in];
    int weights = in / groups * area;
    for (int o = 0; o < read.length; o++) {
      int own = o / (read.length / groups) * (in / groups);
      for (int i = 0; i < weights; i++) {
        reading[own + i / area] |= read[o] && (kept == null || kept[o * weights + i]);
      }
    }
    return new Wiring(
        first, Indices.of(read, true), Indices.of(read, false), Indices.of(reading, true));
  }

  /** Which inputs something reads. */
  public boolean[] read(int in) {
    boolean[] read = new boolean[in];
    for (int input : inputs) {
      read[input] = true;
    }
    return read;
  }
}
