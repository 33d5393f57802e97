package io.espalier.store.run;

import io.espalier.state.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A run as recorded; times are the database's. */
public record RunRecord(
    String runId,
    String experiment,
    String workflowId,
    String configDigest,
    String planDigest,
    Instant logicalDate,
    long seed,
    RunState state,
    @Nullable String reason,
    Instant createdAt,
    @Nullable Instant endedAt) {}
