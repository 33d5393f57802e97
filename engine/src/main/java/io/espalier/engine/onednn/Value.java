package io.espalier.engine.onednn;

import io.espalier.engine.onednn.library.Blob;
import java.util.Arrays;

/**
 * What flows from layer to layer.
 *
 * @param blob its values
 * @param dimensions {@code [B, C, H, W]} or {@code [B, values]}
 * @param learned whether a parameter lies before it, so that its gradient is wanted
 */
record Value(Blob blob, long[] dimensions, boolean learned) {
  long batch() {
    return dimensions[0];
  }

  long channels() {
    return dimensions[1];
  }

  /** Values of one channel, or 1. */
  long positions() {
    return Arrays.stream(dimensions).skip(2).reduce(1, Math::multiplyExact);
  }
}
