package io.espalier.shrink;

import io.espalier.model.NetworkSpec;
import io.espalier.tensor.Flags;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shrinkings as safetensors files: for every layer with tensors {@code conv1/outputs} {@code [out]}
 * and {@code conv1/inputs} {@code [in]}, of type {@code BOOL}, 1 for what the smaller network has.
 * Equal shrinkings give equal bytes.
 */
public final class ShrinkingFiles {
  /** The role and kind of such artifacts. */
  public static final String KIND = "shrinking";

  private static final String OUTPUTS = "/outputs";
  private static final String INPUTS = "/inputs";

  private ShrinkingFiles() {}

  /** Writes a shrinking. */
  public static void write(OutputStream out, Shrinking shrinking) throws IOException {
    Map<String, Flags> tensors = new TreeMap<>();
    shrinking
        .layers()
        .forEach(
            (layer, units) -> {
              tensors.put(layer + OUTPUTS, flags(units.outputs()));
              tensors.put(layer + INPUTS, flags(units.inputs()));
            });
    Safetensors.writeFlags(out, tensors);
  }

  /**
   * Reads a shrinking of a network.
   *
   * @throws io.espalier.tensor.SafetensorsException for anything but a file of {@code BOOL} tensors
   * @throws IllegalArgumentException when it is one of another network
   */
  public static Shrinking read(byte[] file, NetworkSpec network) {
    return new Shrinking(network, layers(file));
  }

  /** As {@link Shrinking#silence}, where the network itself is not at hand. */
  public static void silence(byte[] file, SortedMap<String, Tensor> parameters) {
    layers(file).forEach((layer, units) -> units.silence(layer, parameters));
  }

  private static SortedMap<String, LayerUnits> layers(byte[] file) {
    SortedMap<String, Flags> tensors = Safetensors.readFlags(file);
    SortedMap<String, LayerUnits> layers = new TreeMap<>();
    tensors.forEach(
        (name, flags) -> {
          String layer = name.substring(0, Math.max(0, name.lastIndexOf('/')));
          Flags outputs = tensors.get(layer + OUTPUTS);
          Flags inputs = tensors.get(layer + INPUTS);
          if (outputs == null || inputs == null) {
            throw new IllegalArgumentException(
                "shrinking: "
                    + name
                    + " (expected: outputs and inputs of every layer, such as conv1/outputs)");
          }
          layers.put(layer, new LayerUnits(outputs.data(), inputs.data()));
        });
    return layers;
  }

  private static Flags flags(boolean[] units) {
    return new Flags(new int[] {units.length}, units);
  }
}
