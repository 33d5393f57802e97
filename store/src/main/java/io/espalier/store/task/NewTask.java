package io.espalier.store.task;

import org.jspecify.annotations.Nullable;

/**
 * A task of a new run; its place is only shown to people.
 *
 * @param maxTries failed tries that are followed by another: Airflow's max_tries, at first the
 *     task's retries
 */
public record NewTask(
    String taskId,
    int maxTries,
    @Nullable Integer replicate,
    @Nullable String arm,
    @Nullable Integer round) {}
