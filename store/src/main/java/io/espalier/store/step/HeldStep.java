package io.espalier.store.step;

/**
 * A step that a worker has claimed.
 *
 * @param fence number of the attempt
 * @param runId the run whose task claimed it
 * @param taskId that task
 * @param worker who computes it
 */
public record HeldStep(String stepKey, long fence, String runId, String taskId, String worker) {}
