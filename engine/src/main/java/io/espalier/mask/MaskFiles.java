package io.espalier.mask;

import io.espalier.tensor.Flags;
import io.espalier.tensor.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Masks as safetensors files: one {@code BOOL} tensor a prunable weight tensor, under its name and
 * of its shape, 1 where the weight is kept. Equal masks give equal bytes.
 */
public final class MaskFiles {
  /** The kind of such artifacts. */
  public static final String KIND = "mask";

  private MaskFiles() {}

  /** Writes a mask. */
  public static void write(OutputStream out, Mask mask) throws IOException {
    Map<String, Flags> tensors = new TreeMap<>();
    mask.names().forEach(name -> tensors.put(name, new Flags(mask.shape(name), mask.flags(name))));
    Safetensors.writeFlags(out, tensors);
  }

  /**
   * Reads a mask.
   *
   * @throws io.espalier.tensor.SafetensorsException for anything but a file of {@code BOOL} tensors
   * @throws IllegalArgumentException when it holds no tensor
   */
  public static Mask read(byte[] file) {
    Map<String, int[]> shapes = new TreeMap<>();
    Map<String, boolean[]> kept = new TreeMap<>();
    Safetensors.readFlags(file)
        .forEach(
            (name, flags) -> {
              shapes.put(name, flags.shape());
              kept.put(name, flags.data());
            });
    if (kept.isEmpty()) {
      throw new IllegalArgumentException("mask: no tensors (expected: at least one)");
    }
    return new Mask(shapes, kept);
  }
}
