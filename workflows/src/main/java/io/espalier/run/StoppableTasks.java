package io.espalier.run;

import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;

/** Says plainly that a task was asked to stop. */
final class StoppableTasks implements TaskActivities {
  private final TaskActivities tasks;

  StoppableTasks(TaskActivities tasks) {
    this.tasks = tasks;
  }

  @Override
  public TaskResult execute(TaskCall call) {
    try {
      return tasks.execute(call);
    } catch (ActivityCompletionException e) {
      // Left alone, Temporal would report a cancellation, as for a task that nobody had begun.
      throw ApplicationFailure.newFailureWithCause("asked to stop", TaskFailure.STOPPED.name(), e);
    }
  }
}
