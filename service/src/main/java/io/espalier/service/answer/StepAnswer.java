package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** Whether a step is recorded; asked by plan. */
@Doc("Whether a step is recorded; asked by `plan`.")
public record StepAnswer(
    @Doc("Whether it is.") boolean completed,
    @Doc("What it gave; empty where it is not recorded.") List<Output> outputs) {
  public StepAnswer {
    outputs = List.copyOf(outputs);
  }

  /** An output of the step. */
  @Doc("An output of the step.")
  public record Output(
      @Doc("As what it was written.") String role,
      @Doc("Which of those in this role, from 0.") int ordinal,
      @Doc("Digest of the bytes.") String sha256) {}
}
