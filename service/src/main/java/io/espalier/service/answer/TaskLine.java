package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import io.espalier.state.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where one task stands. */
@Doc("Where one task stands.")
public record TaskLine(
    @Doc("Id of the task.") String taskId,
    @Doc("Name of its operator.") String operator,
    @Doc("From 1; null where it belongs to no replicate.") @Nullable Integer replicate,
    @Doc("Name of the arm; null where it belongs to none.") @Nullable String arm,
    @Doc("From 0, the dense network; null where it belongs to no round.") @Nullable Integer round,
    @Doc("Airflow's state, `none` for no state yet.") TaskState state,
    @Doc("The state in one word for people.") Shown shown,
    @Doc("The try, from 1; 0 before the first.") int tryNumber,
    @Doc("Training iterations that it was planned with; 0 for a task that trains nothing.")
        long iterations,
    @Doc("How far it is, from 0 to 1.") double progress,
    @Doc("When it began; null before.") @Nullable Instant startedAt,
    @Doc("When it ended; null before.") @Nullable Instant endedAt,
    @Doc("When it is tried again; null where it is not.") @Nullable Instant nextTryAt,
    @Doc("Key of the step that its latest try named; null before.") @Nullable String stepKey,
    @Doc("Why it failed, was skipped or waits; null where there is nothing to say.")
        @Nullable String text) {
  /** The same task, which waits because of this. */
  public TaskLine waiting(String why) {
    return new TaskLine(
        taskId,
        operator,
        replicate,
        arm,
        round,
        state,
        Shown.WAITS,
        tryNumber,
        iterations,
        progress,
        startedAt,
        endedAt,
        nextTryAt,
        stepKey,
        why);
  }
}
