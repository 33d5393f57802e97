package io.espalier.train;

import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a training needs to go on as if nothing had happened, as one safetensors file. Random
 * numbers are functions of the iteration, so there is no generator to keep; the mask is an input.
 *
 * @param state parameters and optimizer
 * @param best the best weights so far, null before the first look or where the last ones count
 * @param losses losses of the last iterations, for the means that are still open
 */
record TrainCheckpoint(TrainingState state, @Nullable BestWeights best, float[] losses) {
  private static final String PARAMETERS = "parameters/";
  private static final String OPTIMIZER = "optimizer/";
  private static final String BEST = "best/";
  private static final String COUNTERS = "counters";
  private static final String LOSSES = "losses";

  void writeTo(OutputStream out) throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    state.parameters().forEach((name, tensor) -> tensors.put(PARAMETERS + name, tensor));
    state.optimizerState().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
    long bestIteration = -1;
    long bestCorrect = -1;
    if (best != null) {
      best.parameters().forEach((name, tensor) -> tensors.put(BEST + name, tensor));
      bestIteration = best.iteration();
      bestCorrect = best.correct();
    }
    tensors.put(COUNTERS, Counters.encode(state.optimizerSteps(), bestIteration, bestCorrect));
    tensors.put(LOSSES, new Tensor(new int[] {losses.length}, losses));
    Safetensors.write(out, tensors);
  }

  /**
   * Reads a checkpoint.
   *
   * @param frozen see {@link TrainingState#frozen}
   */
  static TrainCheckpoint of(byte[] bytes, @Nullable Mask mask, boolean frozen) {
    SortedMap<String, Tensor> tensors = Safetensors.read(bytes);
    long[] counters = Counters.decode(Tensors.get(tensors, COUNTERS));
    TrainingState state =
        new TrainingState(
            under(PARAMETERS, tensors), mask, under(OPTIMIZER, tensors), counters[0], frozen);
    BestWeights best =
        counters[1] < 0
            ? null
            : new BestWeights(counters[1], (int) counters[2], under(BEST, tensors));
    return new TrainCheckpoint(state, best, Tensors.get(tensors, LOSSES).data());
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
