package io.espalier.run;

/**
 * One try at a task.
 *
 * @param runId the run
 * @param taskId the task
 * @param tryNumber from 1, as Airflow counts
 */
public record TaskCall(String runId, String taskId, int tryNumber) {}
