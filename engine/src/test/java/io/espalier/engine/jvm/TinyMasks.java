package io.espalier.engine.jvm;

import io.espalier.engine.TinyNets;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Masks with holes where an executor could stumble; the rest keeps a given share. */
final class TinyMasks {
  private TinyMasks() {}

  /** No weight enters a neuron, or a filter. */
  static Mask withoutNeuron(NetworkSpec spec, double density, String tensor, int neuron) {
    Mask mask = TinyNets.mask(spec, density);
    int in = mask.flags(tensor).length / mask.shape(tensor)[0];
    return changed(
        mask, tensor, flags -> Arrays.fill(flags, neuron * in, (neuron + 1) * in, false));
  }

  /** No weight reads an input, or a channel. */
  static Mask withoutInput(NetworkSpec spec, double density, String tensor, int input) {
    Mask mask = TinyNets.mask(spec, density);
    int[] shape = mask.shape(tensor);
    int in = shape[1];
    int area = mask.flags(tensor).length / (shape[0] * in);
    return changed(
        mask,
        tensor,
        flags -> {
          for (int i = 0; i < flags.length; i++) {
            flags[i] &= i / area % in != input;
          }
        });
  }

  /** A layer of biases alone. */
  static Mask withoutLayer(NetworkSpec spec, double density, String tensor) {
    return changed(TinyNets.mask(spec, density), tensor, flags -> Arrays.fill(flags, false));
  }

  private static Mask changed(Mask mask, String tensor, Consumer<boolean[]> change) {
    SortedMap<String, boolean[]> flags = new TreeMap<>();
    for (String name : mask.names()) {
      flags.put(name, mask.flags(name).clone());
    }
    change.accept(flags.get(tensor));
    return new Mask(mask.shapes(), flags);
  }
}
