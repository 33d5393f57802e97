package io.espalier.engine.jvm;

import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;

/**
 * Where a training begins, as flat arrays in a layout's order.
 *
 * @param values all parameters
 * @param state one array for each slot of the optimizer
 */
record StartState(float[] values, List<float[]> state) {
  /**
   * Takes a training state apart.
   *
   * @param slots of the optimizer
   * @throws IllegalArgumentException when parameters, mask or optimizer state do not fit
   */
  static StartState of(FlatLayout layout, List<String> slots, TrainingState start) {
    layout.survivors(start.mask()); // refuses a mask of other tensors or shapes
    requireCount(start.parameters(), layout.segments().size());
    float[] values = layout.flatten(start.parameters(), "");
    if (start.optimizerState().isEmpty()) {
      return new StartState(values, slots.stream().map(slot -> new float[layout.size()]).toList());
    }
    if (!slots.isEmpty()) {
      requireCount(start.optimizerState(), layout.segments().size() * slots.size());
    }
    return new StartState(
        values,
        slots.stream().map(slot -> layout.flatten(start.optimizerState(), "/" + slot)).toList());
  }

  private static void requireCount(SortedMap<String, Tensor> tensors, int expected) {
    if (tensors.size() != expected) {
      throw new IllegalArgumentException(
          "tensors: " + tensors.keySet() + " (expected: " + expected + " of them)");
    }
  }
}
