package io.espalier.run;

/**
 * One try at a task.
 *
 * @param runId the run
 * @param taskId the task
 * @param tryNumber from 1, as Airflow counts
 * @param maxTries Airflow's max_tries, as in {@link TaskChange}
 * @param lostWorkers workers lost in this task so far
 */
public record TaskCall(String runId, String taskId, int tryNumber, int maxTries, int lostWorkers) {
  /** A try at a task that has no other tries and has lost no worker. */
  public TaskCall(String runId, String taskId, int tryNumber) {
    this(runId, taskId, tryNumber, 0, 0);
  }
}
