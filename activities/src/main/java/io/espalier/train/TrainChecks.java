package io.espalier.train;

import io.espalier.data.split.Subset;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.TrainParameters;
import java.util.List;

/** Whether parameters, network and data fit: a Dag need not come from an experiment file. */
final class TrainChecks {
  private static final String FINAL = "final";

  private TrainChecks() {}

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
          "select: best_validation (expected: final, since the split holds no validation examples)");
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
