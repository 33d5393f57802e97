package io.espalier.store.worker;

/**
 * A task that a worker has under way.
 *
 * @param progress how far it is, in [0, 1]
 */
public record RunningTask(String runId, String taskId, double progress) {}
