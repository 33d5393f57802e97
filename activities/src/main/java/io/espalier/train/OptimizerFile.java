package io.espalier.train;

import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.shrink.StepNetwork;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an {@code optimizer} artifact: the state by parameter and slot, such as {@code
 * fc1.weight/m}, and {@code steps}, the number of updates made.
 */
final class OptimizerFile {
  private static final String STEPS = "steps";

  private OptimizerFile() {}

  static void write(OutputStream out, SortedMap<String, Tensor> slots, long steps)
      throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>(slots);
    tensors.put(STEPS, Counters.encode(steps));
    Safetensors.write(out, tensors);
  }

  /** The start of a training that takes an optimizer over; what it held for pruned weights goes. */
  static TrainingState read(
      byte[] bytes,
      StepNetwork network,
      SortedMap<String, Tensor> parameters,
      @Nullable Mask mask) {
    SortedMap<String, Tensor> whole = Safetensors.read(bytes);
    long steps = Counters.decode(Tensors.get(whole, STEPS))[0];
    whole.remove(STEPS);
    SortedMap<String, Tensor> tensors = network.enter(whole);
    if (mask != null) {
      tensors.forEach((name, tensor) -> clear(tensor, mask.of(parameterOf(name))));
    }
    return new TrainingState(parameters, mask, tensors, steps);
  }

  private static String parameterOf(String slot) {
    return slot.substring(0, Math.max(0, slot.lastIndexOf('/')));
  }

  private static void clear(Tensor tensor, boolean @Nullable [] kept) {
    for (int i = 0; kept != null && i < kept.length; i++) {
      if (!kept[i]) {
        tensor.data()[i] = 0f;
      }
    }
  }
}
