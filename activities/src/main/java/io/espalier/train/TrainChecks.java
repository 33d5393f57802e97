package io.espalier.train;

import io.espalier.data.split.Subset;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.TrainParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/** Whether parameters, network and data fit: a Dag need not come from an experiment file. */
public final class TrainChecks {
  private static final String FINAL = "final";

  private TrainChecks() {}

  /**
   * Refuses weights that no network has.
   *
   * @param diverged the error, from a tensor's name and a number in it that is not finite
   */
  public static void requireFinite(
      SortedMap<String, Tensor> weights, Function<String, FatalTaskException> diverged) {
    weights.forEach(
        (name, tensor) -> {
          for (float value : tensor.data()) {
            if (!Float.isFinite(value)) {
              throw diverged.apply(name + " holds " + value);
            }
          }
        });
  }

  /**
   * Refuses a training that has moved what it was to freeze.
   *
   * @throws FatalTaskException naming the first such weight
   */
  static void requireUnmoved(
      Mask mask, SortedMap<String, Tensor> start, SortedMap<String, Tensor> end) {
    for (String name : mask.names()) {
      boolean[] kept = mask.flags(name);
      float[] was = Tensors.get(start, name).data();
      float[] is = Tensors.get(end, name).data();
      for (int i = 0; i < kept.length; i++) {
        if (!kept[i] && Float.floatToRawIntBits(was[i]) != Float.floatToRawIntBits(is[i])) {
          throw new FatalTaskException(
              "frozen: "
                  + name
                  + "["
                  + i
                  + "] went from "
                  + was[i]
                  + " to "
                  + is[i]
                  + " (expected: an executor that leaves frozen weights as they are)");
        }
      }
    }
  }

  /**
   * Refuses what cannot be trained.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static void check(
      TrainParameters parameters, NetworkSpec network, Subset train, Subset validation) {
    if (parameters.from() < 0) {
      throw new IllegalArgumentException("from: " + parameters.from() + " (expected: >= 0)");
    }
    if (parameters.until() <= parameters.from()) {
      throw new IllegalArgumentException(
          "until: "
              + parameters.until()
              + " (expected: > "
              + parameters.from()
              + ", the first iteration)");
    }
    if (parameters.evaluateEvery() < 0) {
      throw new IllegalArgumentException(
          "evaluateEvery: " + parameters.evaluateEvery() + " (expected: >= 0)");
    }
    List<String> choices = List.of(FINAL, TrainingLoop.BEST_VALIDATION);
    if (!choices.contains(parameters.select())) {
      throw new IllegalArgumentException(
          "select: " + parameters.select() + " (expected one of: " + choices + ")");
    }
    if (parameters.select().equals(TrainingLoop.BEST_VALIDATION) && validation.count() == 0) {
      throw new IllegalArgumentException(
          "select: best_validation (expected: final, since the split holds no validation"
              + " examples)");
    }
    int inputs = network.inputShape().stream().reduce(1, Math::multiplyExact);
    if (inputs != train.pixelsPerExample()) {
      throw new IllegalArgumentException(
          "network: "
              + network.name()
              + " takes "
              + inputs
              + " values (expected: "
              + train.pixelsPerExample()
              + ", those of one example)");
    }
  }
}
