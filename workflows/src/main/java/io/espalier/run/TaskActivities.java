package io.espalier.run;

import io.temporal.activity.ActivityInterface;

/**
 * Executes tasks, on the queue that each task names.
 *
 * <p>Ends by returning, or by throwing an {@code ApplicationFailure} whose type is a {@link
 * TaskFailure} name; any other exception counts as {@link TaskFailure#FAILED}.
 */
@ActivityInterface(namePrefix = "task-")
public interface TaskActivities {
  /**
   * Runs the task as a step, or returns the recorded result of that step. The task's success is
   * recorded in the step's own commit.
   */
  TaskResult execute(TaskCall call);
}
