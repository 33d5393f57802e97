package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.tensor.Flags;
import io.espalier.tensor.Safetensors;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bytes of a {@code mask} artifact. */
final class MaskFile {
  private MaskFile() {}

  static Mask read(byte[] bytes) {
    SortedMap<String, Flags> flags = Safetensors.readFlags(bytes);
    Map<String, int[]> shapes = new TreeMap<>();
    Map<String, boolean[]> kept = new TreeMap<>();
    flags.forEach(
        (name, tensor) -> {
          shapes.put(name, tensor.shape());
          kept.put(name, tensor.data());
        });
    return new Mask(shapes, kept);
  }
}
