package io.espalier.service.answer;

import io.espalier.state.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one task stands.
 *
 * @param state Airflow's spelling, {@code none} for no state yet
 * @param shown what people are shown
 * @param iterations training iterations that the task was planned with, 0 for other tasks
 * @param progress how far it is, in [0, 1]
 */
public record TaskLine(
    String taskId,
    String operator,
    @Nullable Integer replicate,
    @Nullable String arm,
    @Nullable Integer round,
    TaskState state,
    Shown shown,
    int tryNumber,
    long iterations,
    double progress,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant nextTryAt,
    @Nullable String stepKey,
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
