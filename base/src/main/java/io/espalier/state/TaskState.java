package io.espalier.state;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Airflow's task states; "no state yet" is {@code null} in Airflow's JSON and {@link #NONE} here.
 */
public enum TaskState {
  NONE,
  REMOVED,
  SCHEDULED,
  QUEUED,
  RUNNING,
  SUCCESS,
  RESTARTING,
  FAILED,
  UP_FOR_RETRY,
  UP_FOR_RESCHEDULE,
  UPSTREAM_FAILED,
  SKIPPED,
  DEFERRED,
  AWAITING_INPUT;

  /** Whether the task will not change any more by itself. */
  public boolean finished() {
    return this == SUCCESS
        || this == FAILED
        || this == SKIPPED
        || this == UPSTREAM_FAILED
        || this == REMOVED;
  }

  /** Airflow's spelling, such as {@code up_for_retry}; {@code none} where Airflow has null. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads Airflow's spelling; null is {@link #NONE}. */
  public static TaskState of(@Nullable String id) {
    return id == null ? NONE : valueOf(id.toUpperCase(Locale.ROOT));
  }
}
