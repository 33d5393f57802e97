package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import io.espalier.state.TaskState;
import io.espalier.store.step.AttemptState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the logs of a task's attempts lie. */
@Doc("Where the logs of a task's attempts lie.")
public record LogsAnswer(
    @Doc("Id of the run.") String runId,
    @Doc("Id of the task.") String taskId,
    @Doc("Airflow's state.") TaskState state,
    @Doc("Why the task failed or was skipped; null where it was not.") @Nullable String reason,
    @Doc("Whether somebody works on the run now, so that a running attempt may still write.")
        boolean live,
    @Doc("Tries at its step, oldest first; empty while the task has not begun.")
        List<Attempt> attempts) {
  public LogsAnswer {
    attempts = List.copyOf(attempts);
  }

  /** A try at the task's step. */
  @Doc("A try at the task's step.")
  public record Attempt(
      @Doc("Its fence number, from 1.") long attempt,
      @Doc("What has become of it.") AttemptState state,
      @Doc("The run whose task tried it.") String runId,
      @Doc("That task.") String taskId,
      @Doc("When it began.") Instant startedAt,
      @Doc("When it ended; null before.") @Nullable Instant endedAt,
      @Doc("Why it failed or was lost; null where it did not.") @Nullable String failure,
      @Doc("File of the log, on the machine that answers; null where nothing was logged.")
          @Nullable String path) {}
}
