package io.espalier.store.task;

import io.espalier.state.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of state that the walk decided; success is not among them, it is written by the step's
 * commit.
 *
 * @param reason failure text, or the reason of a skip; null for none
 */
public record TaskUpdate(
    String taskId,
    TaskState state,
    int tryNumber,
    int maxTries,
    int lostWorkers,
    @Nullable Instant nextTryAt,
    @Nullable String reason) {}
