package io.espalier.store.step;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try at a step.
 *
 * @param logDigest artifact of its log, null while it runs (the log is then a file)
 */
public record AttemptRecord(
    String stepKey,
    long fence,
    String runId,
    String taskId,
    int tryNumber,
    String worker,
    RuntimeInfo runtime,
    AttemptState state,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String failureType,
    @Nullable String failureText,
    @Nullable String logDigest) {}
