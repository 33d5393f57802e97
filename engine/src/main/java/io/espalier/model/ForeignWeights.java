package io.espalier.model;

import io.espalier.catalog.StartWeightsException;
import io.espalier.format.ForeignBytes;
import io.espalier.model.layer.NetworkTensor;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.SafetensorsException;
import io.espalier.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A network's tensors out of a file that others wrote. */
public final class ForeignWeights {
  private static final String EXPECTED = " (expected: ";
  private static final String WANTED =
      "a safetensors file of F32 tensors; in Python, safetensors.torch.save_file(model.state_dict(),"
          + " FILE) writes one";

  private ForeignWeights() {}

  /**
   * All tensors of a network by its own names, as {@link #take(NetworkSpec, Map, Map)}.
   *
   * @param file bytes of a safetensors file, such as a PyTorch state
   */
  public static SortedMap<String, Tensor> take(
      NetworkSpec network, byte[] file, Map<String, String> names) {
    SortedMap<String, Tensor> tensors;
    try {
      tensors = Safetensors.readForeign(file);
    } catch (SafetensorsException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
    return take(network, tensors, names);
  }

  /**
   * All tensors of a network by its own names.
   *
   * @param file tensors by their names in the file
   * @param names names in the file by the network's own, where they differ
   * @throws StartWeightsException when a tensor is missing, has another shape, holds what is no
   *     number, or is not asked for
   */
  static SortedMap<String, Tensor> take(
      NetworkSpec network, Map<String, Tensor> file, Map<String, String> names) {
    SortedMap<String, NetworkTensor> wanted = network.tensors();
    for (String name : names.keySet()) {
      if (!wanted.containsKey(name)) {
        throw new StartWeightsException(true, name, "one of " + wanted.keySet());
      }
    }
    if (file.isEmpty()) {
      throw new StartWeightsException(
          false, "a file without tensors", "those of the network, " + wanted.keySet());
    }
    TreeSet<String> left = new TreeSet<>(file.keySet());
    SortedMap<String, Tensor> taken = new TreeMap<>();
    wanted.forEach(
        (name, described) -> {
          String there = names.getOrDefault(name, name);
          Tensor tensor = file.get(there);
          if (tensor == null) {
            throw missing(name, there, file);
          }
          check(name, there, described.shape(), tensor);
          taken.put(name, tensor.copy());
          left.remove(there);
        });
    if (!left.isEmpty()) {
      throw new StartWeightsException(
          false, "a file with " + left + " as well", "tensors of the network's layers only");
    }
    return taken;
  }

  /** A file that has no header at all is called what it is. */
  private static StartWeightsException unreadable(byte[] file, String message) {
    boolean header = file.length > Long.BYTES && file[Long.BYTES] == '{';
    Optional<String> kind = header ? Optional.empty() : ForeignBytes.known(file);
    int expected = message.lastIndexOf(EXPECTED);
    String found = expected < 0 ? message : message.substring(0, expected);
    return new StartWeightsException(false, kind.orElse(found), WANTED);
  }

  private static StartWeightsException missing(
      String name, String there, Map<String, Tensor> file) {
    String held = "one of the file's tensors, " + new TreeSet<>(file.keySet());
    return there.equals(name)
        ? new StartWeightsException(
            false, "no tensor " + name, held + ", named for " + name + " in model.tensors")
        : new StartWeightsException(true, name + ": " + there, held);
  }

  private static void check(String name, String there, int[] shape, Tensor tensor) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new StartWeightsException(
          false,
          there + " of shape " + Arrays.toString(tensor.shape()),
          Arrays.toString(shape) + " for " + name);
    }
    for (float value : tensor.data()) {
      if (!Float.isFinite(value)) {
        throw new StartWeightsException(false, there + " that holds " + value, "finite numbers");
      }
    }
  }
}
