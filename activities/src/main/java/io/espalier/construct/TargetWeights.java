package io.espalier.construct;

import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a construction looks for.
 *
 * @param tensors parameters of the target by name
 * @param mask what is kept of the target, null for all
 */
record TargetWeights(Map<String, Tensor> tensors, @Nullable Mask mask) {
  /** A weight of the layer that a part stands for; 0 where it is not kept. */
  double weight(Part part, int unit, int value) {
    String name = part.target() + ".weight";
    Tensor tensor = Tensors.get(tensors, name);
    int index = unit * tensor.shape()[1] + value;
    boolean[] flags = mask == null ? null : mask.of(name);
    return flags == null || flags[index] ? tensor.data()[index] : 0;
  }

  /** A bias of the layer that a part stands for. */
  double bias(Part part, int unit) {
    return Tensors.get(tensors, part.target() + ".bias").data()[unit];
  }
}
