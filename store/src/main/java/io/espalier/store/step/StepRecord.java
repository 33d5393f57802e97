package io.espalier.store.step;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A step as recorded. */
public record StepRecord(
    String stepKey,
    int keyVersion,
    String operator,
    String keyJson,
    StepState state,
    long fence,
    @Nullable String resultJson,
    @Nullable Instant completedAt) {
  /** Whether its outputs are recorded. */
  public boolean completed() {
    return state == StepState.COMPLETED;
  }
}
