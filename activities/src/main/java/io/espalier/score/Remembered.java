package io.espalier.score;

import io.espalier.operator.ScoreParameters;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** A running mean of scores over the scorings of a training. */
final class Remembered {
  private Remembered() {}

  /**
   * The scores as they are given out: with a memory m and earlier scores, m · earlier + (1 − m) ·
   * new.
   *
   * @throws IllegalArgumentException when the earlier ones are of other shapes
   */
  static SortedMap<String, Tensor> of(
      ScoreParameters parameters, SortedMap<String, Tensor> scores, StepContext context) {
    Double memory = parameters.memory();
    return memory == null
        ? scores
        : context
            .optionalInput("earlier")
            .map(bytes -> mean(memory, Safetensors.read(bytes), scores))
            .orElse(scores);
  }

  private static SortedMap<String, Tensor> mean(
      double memory, SortedMap<String, Tensor> earlier, SortedMap<String, Tensor> scores) {
    SortedMap<String, Tensor> mean = new TreeMap<>();
    scores.forEach(
        (name, tensor) -> {
          Tensor before = Tensors.get(earlier, name);
          if (!Arrays.equals(before.shape(), tensor.shape())) {
            throw new IllegalArgumentException(
                "earlier: "
                    + name
                    + " has shape "
                    + Arrays.toString(before.shape())
                    + " (expected: "
                    + Arrays.toString(tensor.shape())
                    + ")");
          }
          Tensor both = Tensor.zeros(tensor.shape());
          for (int i = 0; i < both.data().length; i++) {
            both.data()[i] =
                (float) (memory * before.data()[i] + (1 - memory) * tensor.data()[i]);
          }
          mean.put(name, both);
        });
    return mean;
  }
}
