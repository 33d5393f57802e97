package io.espalier.step;

import io.espalier.dag.Place;
import java.util.function.Supplier;

/**
 * An input with the place in the experiment that it comes from.
 *
 * @param digest SHA-256 of its bytes
 * @param bytes reads them, verified
 */
public record PlacedInput(Place place, String digest, Supplier<byte[]> bytes) {
  /** Its bytes, read anew each time. */
  public byte[] read() {
    return bytes.get();
  }
}
