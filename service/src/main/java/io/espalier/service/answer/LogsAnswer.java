package io.espalier.service.answer;

import io.espalier.state.TaskState;
import io.espalier.store.step.AttemptState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code logs}: where the logs of a task's attempts lie.
 *
 * @param reason why the task failed or was skipped, null where it was not
 * @param live whether a process walks the run now, so that a running attempt may still write
 * @param attempts oldest first; empty while the task has not begun
 */
public record LogsAnswer(
    String runId,
    String taskId,
    TaskState state,
    @Nullable String reason,
    boolean live,
    List<Attempt> attempts) {
  public LogsAnswer {
    attempts = List.copyOf(attempts);
  }

  /**
   * One try at the task's step.
   *
   * @param attempt its fence number, from 1
   * @param path the log, null where nothing was logged
   */
  public record Attempt(
      long attempt,
      AttemptState state,
      String runId,
      String taskId,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String failure,
      @Nullable String path) {}
}
