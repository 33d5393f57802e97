package io.espalier.peer;

import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import io.espalier.train.Counters;
import java.io.IOException;
import java.io.OutputStream;
import java.util.SortedMap;

/**
 * All that a training of peers needs to go on as if nothing had happened.
 *
 * @param state θ, running statistics, ω
 * @param optimizer state of the optimizer by parameter and slot
 * @param steps updates that it has made
 * @param losses losses of the last iterations, for the means that are still open
 */
record PeerCheckpoint(
    JointState state, SortedMap<String, Tensor> optimizer, long steps, float[] losses) {
  private static final String OPTIMIZER = "optimizer/";
  private static final String STEPS = "steps";
  private static final String LOSSES = "losses";

  void writeTo(OutputStream out) throws IOException {
    SortedMap<String, Tensor> tensors = state.tensors();
    optimizer.forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
    tensors.put(STEPS, Counters.encode(steps));
    tensors.put(LOSSES, new Tensor(new int[] {losses.length}, losses));
    Safetensors.write(out, tensors);
  }

  static PeerCheckpoint of(byte[] bytes) {
    SortedMap<String, Tensor> tensors = Safetensors.read(bytes);
    return new PeerCheckpoint(
        JointState.of(tensors),
        JointState.under(OPTIMIZER, tensors),
        Counters.decode(Tensors.get(tensors, STEPS))[0],
        Tensors.get(tensors, LOSSES).data());
  }
}
