package io.espalier.service.answer;

import io.espalier.store.step.AttemptState;
import io.espalier.store.task.Disposition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code why}: where two steps differ, or why a task's step ran again.
 *
 * @param left the first step asked about
 * @param right the second, or the one of an earlier run that the first is held against; null where
 *     there is none
 * @param differences parts of the two keys that are not equal, by path
 * @param reasons the answer in sentences
 */
public record WhyAnswer(
    Step left, @Nullable Step right, List<Difference> differences, List<String> reasons) {
  public WhyAnswer {
    differences = List.copyOf(differences);
    reasons = List.copyOf(reasons);
  }

  /** A task and the step that it names. */
  public record Step(
      String runId,
      String taskId,
      String stepKey,
      String operator,
      @Nullable Disposition disposition,
      List<Attempt> attempts) {
    public Step {
      attempts = List.copyOf(attempts);
    }
  }

  /**
   * One try at a step.
   *
   * @param attempt its fence number, from 1
   */
  public record Attempt(
      long attempt,
      AttemptState state,
      String runId,
      String taskId,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String failure) {}

  /** A value in the first and in the second, null where one has none. */
  public record Difference(String path, @Nullable String left, @Nullable String right) {}
}
