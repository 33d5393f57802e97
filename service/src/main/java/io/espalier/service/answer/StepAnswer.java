package io.espalier.service.answer;

import java.util.List;

/**
 * Whether a step is recorded; asked by {@code plan}.
 *
 * @param outputs empty where it is not
 */
public record StepAnswer(boolean completed, List<Output> outputs) {
  public StepAnswer {
    outputs = List.copyOf(outputs);
  }

  /** An output of the step. */
  public record Output(String role, int ordinal, String sha256) {}
}
