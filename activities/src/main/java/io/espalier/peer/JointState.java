package io.espalier.peer;

import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.train.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where networks that share their parameters stand, as tensors of a safetensors file.
 *
 * @param parameters θ, of the whole network, without buffers
 * @param buffers running statistics of each peer, as its smaller network has them
 * @param path ω at the start and after each mirror step, {@code [1 + steps][peers]}
 * @param every iterations from one mirror step to the next
 */
public record JointState(
    SortedMap<String, Tensor> parameters,
    List<SortedMap<String, Tensor>> buffers,
    List<double[]> path,
    long every) {
  private static final String PARAMETERS = "parameters/";
  private static final String BUFFERS = "buffers/";
  private static final String PATH = "path";
  private static final String EVERY = "every";

  public JointState {
    buffers = List.copyOf(buffers);
    path = List.copyOf(path);
  }

  /** Number of peers. */
  public int peers() {
    return buffers.size();
  }

  /** The last ω. */
  public double[] omega() {
    return path.get(path.size() - 1).clone();
  }

  /** Everything as tensors, for a file of its own or within a checkpoint. */
  SortedMap<String, Tensor> tensors() {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    parameters.forEach((name, tensor) -> tensors.put(PARAMETERS + name, tensor));
    for (int i = 0; i < buffers.size(); i++) {
      String prefix = BUFFERS + (i + 1) + "/";
      buffers.get(i).forEach((name, tensor) -> tensors.put(prefix + name, tensor));
    }
    long[] bits = new long[path.size() * peers()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToLongBits(path.get(i / peers())[i % peers()]);
    }
    tensors.put(PATH, Counters.encode(bits));
    tensors.put(EVERY, Counters.encode(every, peers()));
    return tensors;
  }

  /** Reads a file. */
  public static JointState read(byte[] bytes) {
    return of(Safetensors.read(bytes));
  }

  /** Reads {@link #tensors}; further ones are left alone. */
  static JointState of(SortedMap<String, Tensor> tensors) {
    long[] numbers = Counters.decode(Tensors.get(tensors, EVERY));
    int peers = Math.toIntExact(numbers[1]);
    List<SortedMap<String, Tensor>> buffers = new ArrayList<>();
    for (int i = 1; i <= peers; i++) {
      buffers.add(under(BUFFERS + i + "/", tensors));
    }
    long[] bits = Counters.decode(Tensors.get(tensors, PATH));
    List<double[]> path = new ArrayList<>();
    for (int first = 0; first < bits.length; first += peers) {
      double[] omega = new double[peers];
      for (int i = 0; i < peers; i++) {
        omega[i] = Double.longBitsToDouble(bits[first + i]);
      }
      path.add(omega);
    }
    return new JointState(under(PARAMETERS, tensors), buffers, path, numbers[0]);
  }

  static SortedMap<String, Tensor> under(String prefix, Map<String, Tensor> tensors) {
    SortedMap<String, Tensor> found = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }
}
