package io.espalier.run;

import io.espalier.dag.TaskState;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.util.List;

/** Records that a task runs before it does, and says plainly that it was asked to stop. */
final class StartedTasks implements TaskActivities {
  private final RunActivities run;
  private final TaskActivities tasks;

  StartedTasks(RunActivities run, TaskActivities tasks) {
    this.run = run;
    this.tasks = tasks;
  }

  @Override
  public TaskResult execute(TaskCall call) {
    TaskChange running =
        new TaskChange(
            call.taskId(),
            TaskState.RUNNING,
            call.tryNumber(),
            call.maxTries(),
            call.lostWorkers(),
            null,
            null);
    try {
      run.record(call.runId(), List.of(running));
    } catch (RuntimeException e) {
      throw ApplicationFailure.newFailureWithCause(
          "cannot record the task's start: " + e.getMessage(), TaskFailure.UNAVAILABLE.name(), e);
    }
    try {
      return tasks.execute(call);
    } catch (ActivityCompletionException e) {
      // Left alone, Temporal would report a cancellation, as for a task that nobody had begun.
      throw ApplicationFailure.newFailureWithCause("asked to stop", TaskFailure.STOPPED.name(), e);
    }
  }
}
