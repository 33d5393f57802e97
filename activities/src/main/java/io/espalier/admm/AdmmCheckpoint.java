package io.espalier.admm;

import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.train.Counters;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a training towards sparse weights needs to go on as if nothing had happened.
 *
 * @param parameters weights, biases and running statistics
 * @param optimizer state of the optimizer by parameter and slot
 * @param steps updates that it has made
 * @param z Z in the order of the layout
 * @param u U in the same order
 * @param losses losses of the last iterations
 */
record AdmmCheckpoint(
    SortedMap<String, Tensor> parameters,
    SortedMap<String, Tensor> optimizer,
    long steps,
    float[] z,
    float[] u,
    float[] losses) {
  private static final String PARAMETERS = "parameters/";
  private static final String OPTIMIZER = "optimizer/";

  void writeTo(OutputStream out) throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    parameters.forEach((name, tensor) -> tensors.put(PARAMETERS + name, tensor));
    optimizer.forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
    tensors.put("steps", Counters.encode(steps));
    tensors.put("z", flat(z));
    tensors.put("u", flat(u));
    tensors.put("losses", flat(losses));
    Safetensors.write(out, tensors);
  }

  static AdmmCheckpoint of(byte[] bytes) {
    SortedMap<String, Tensor> tensors = Safetensors.read(bytes);
    return new AdmmCheckpoint(
        under(PARAMETERS, tensors),
        under(OPTIMIZER, tensors),
        Counters.decode(Tensors.get(tensors, "steps"))[0],
        Tensors.get(tensors, "z").data(),
        Tensors.get(tensors, "u").data(),
        Tensors.get(tensors, "losses").data());
  }

  private static Tensor flat(float[] values) {
    return new Tensor(new int[] {values.length}, values.clone());
  }

  private static SortedMap<String, Tensor> under(String prefix, Map<String, Tensor> tensors) {
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
