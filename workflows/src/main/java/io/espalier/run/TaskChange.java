package io.espalier.run;

import io.espalier.dag.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A change of a task's state that the walk decided.
 *
 * @param taskId the task
 * @param state its new state
 * @param tryNumber tries used or under way
 * @param maxTries tries allowed
 * @param lostWorkers workers lost in this task so far
 * @param nextTryAt when the next try may start, ISO-8601 instant, null unless up_for_retry
 * @param reason failure text or reason of a skip, null for none
 */
public record TaskChange(
    String taskId,
    TaskState state,
    int tryNumber,
    int maxTries,
    int lostWorkers,
    @Nullable String nextTryAt,
    @Nullable String reason) {}
