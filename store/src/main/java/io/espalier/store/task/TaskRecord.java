package io.espalier.store.task;

import io.espalier.state.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task of a run as recorded.
 *
 * @param stepKey key of the step that its latest try named, null while there is none
 * @param disposition null while unfinished
 * @param resultJson XCom {@code return_value}, null while unfinished
 */
public record TaskRecord(
    String runId,
    String taskId,
    @Nullable Integer replicate,
    @Nullable String arm,
    @Nullable Integer round,
    TaskState state,
    @Nullable String stepKey,
    @Nullable Disposition disposition,
    int tryNumber,
    int maxTries,
    int lostWorkers,
    @Nullable Instant nextTryAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String failureText,
    @Nullable String skipReason,
    @Nullable String resultJson) {}
