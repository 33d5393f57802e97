package io.espalier.store.step;

/**
 * A step that somebody computes now: a claim that nobody else could take.
 *
 * @param fence number of the attempt
 * @param runId the run whose task claimed it
 * @param taskId that task
 * @param worker who computes it
 */
public record HeldStep(String stepKey, long fence, String runId, String taskId, String worker) {}
