package io.espalier.run;

import io.espalier.state.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A change of a task's state that the walk decided.
 *
 * @param taskId the task
 * @param state its new state: {@code queued} when it waits for a worker, {@code running} once one
 *     has it, {@code up_for_retry} after a failed try, {@code up_for_reschedule} when it is tried
 *     again without using up a try; never {@code success}, which the step's own commit records
 * @param tryNumber the try under way, or the last one; 0 before the first
 * @param maxTries Airflow's max_tries: a failed try is followed by another while tryNumber is at
 *     most this
 * @param lostWorkers workers lost in this task so far
 * @param nextTryAt when the next try may start, ISO-8601 instant; null where it need not wait
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
