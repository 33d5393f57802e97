package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.Disposition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where two steps differ, or why a task's step ran again. */
@Doc("Where two steps differ, or why a task's step ran again.")
public record WhyAnswer(
    @Doc("The first step asked about.") Step left,
    @Doc(
            "The second, or that of an earlier run which the first is held against; null where there is none.")
        @Nullable Step right,
    @Doc("Parts of the two keys that are not equal.") List<Difference> differences,
    @Doc("The answer in sentences.") List<String> reasons) {
  public WhyAnswer {
    differences = List.copyOf(differences);
    reasons = List.copyOf(reasons);
  }

  /** A task and the step that it names. */
  @Doc("A task and the step that it names.")
  public record Step(
      @Doc("Id of its run.") String runId,
      @Doc("Id of the task.") String taskId,
      @Doc("Key of the step.") String stepKey,
      @Doc("Name of the operator.") String operator,
      @Doc("How the task came to the step's result; null while unfinished.")
          @Nullable Disposition disposition,
      @Doc("Tries at the step, oldest first.") List<Attempt> attempts) {
    public Step {
      attempts = List.copyOf(attempts);
    }
  }

  /** A try at a step. */
  @Doc("A try at a step.")
  public record Attempt(
      @Doc("Its fence number, from 1.") long attempt,
      @Doc("What has become of it.") AttemptState state,
      @Doc("The run whose task tried it.") String runId,
      @Doc("That task.") String taskId,
      @Doc("When it began.") Instant startedAt,
      @Doc("When it ended; null before.") @Nullable Instant endedAt,
      @Doc("Why it failed or was lost; null where it did not.") @Nullable String failure) {}

  /** A part that is not equal. */
  @Doc("A part that is not equal.")
  public record Difference(
      @Doc("Where it stands.") String path,
      @Doc("The value in the first, as JSON; null where it has none.") @Nullable String left,
      @Doc("The value in the second, as JSON; null where it has none.") @Nullable String right) {}
}
