package io.espalier.run;

import io.temporal.activity.ActivityInterface;

/**
 * Executes tasks, on the queue that each task names.
 *
 * <p>Ends by returning, or by throwing an {@code ApplicationFailure} whose type is a {@link
 * TaskFailure} name; any other exception counts as {@link TaskFailure#FAILED}, and a non-retryable
 * one of no such type as {@link TaskFailure#FATAL}.
 *
 * <p>It must heartbeat several times a second: heartbeats show that its worker runs, and return the
 * request to stop. When a heartbeat throws, for whatever reason, it makes a checkpoint and ends
 * with {@link TaskFailure#STOPPED}: the run was cancelled, the worker shuts down, or the workflow
 * continues as a new one.
 *
 * <p>That a task is queued is not recorded, since it follows from the states of the others; the
 * step's claim records {@code running}.
 */
@ActivityInterface(namePrefix = "task-")
public interface TaskActivities {
  /**
   * Runs the task as a step, or returns the recorded result of that step. The task's success is
   * recorded in the step's own commit.
   */
  TaskResult execute(TaskCall call);
}
