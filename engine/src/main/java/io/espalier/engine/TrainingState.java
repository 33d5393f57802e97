package io.espalier.engine;

import io.espalier.mask.Mask;
import io.espalier.tensor.Tensor;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a training stands, in plain arrays.
 *
 * @param parameters by name: {@code fc1.weight} {@code [out, in]}, {@code fc1.bias} {@code [out]};
 *     and the buffers, which no optimizer and no mask touches: {@code bn1.running_mean}. All of
 *     {@link io.espalier.model.NetworkSpec#tensors}
 * @param mask what is kept, null for a dense network
 * @param optimizerState by parameter and slot, such as {@code fc1.weight/m}; empty for a fresh
 *     start
 * @param optimizerSteps updates that the optimizer has made (Adam's t)
 * @param frozen whether what the mask prunes keeps the value that it has, in place of +0.0: it
 *     takes part in every pass, and no update moves it
 */
public record TrainingState(
    SortedMap<String, Tensor> parameters,
    @Nullable Mask mask,
    SortedMap<String, Tensor> optimizerState,
    long optimizerSteps,
    boolean frozen) {
  public TrainingState {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    optimizerState = Collections.unmodifiableSortedMap(new TreeMap<>(optimizerState));
  }

  /** A state in which pruned weights are +0.0. */
  public TrainingState(
      SortedMap<String, Tensor> parameters,
      @Nullable Mask mask,
      SortedMap<String, Tensor> optimizerState,
      long optimizerSteps) {
    this(parameters, mask, optimizerState, optimizerSteps, false);
  }

  /** The same in which pruned weights keep the values that they have. */
  public TrainingState freezing() {
    return new TrainingState(parameters, mask, optimizerState, optimizerSteps, true);
  }

  /** The same with other parameters. */
  public TrainingState with(SortedMap<String, Tensor> others) {
    return new TrainingState(others, mask, optimizerState, optimizerSteps, frozen);
  }

  /** A fresh start from these parameters. */
  public static TrainingState fresh(SortedMap<String, Tensor> parameters, @Nullable Mask mask) {
    return new TrainingState(parameters, mask, new TreeMap<>(), 0);
  }
}
