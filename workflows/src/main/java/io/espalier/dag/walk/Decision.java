package io.espalier.dag.walk;

import io.espalier.state.TaskState;

/** What a trigger rule says of a task that has not started. */
public enum Decision {
  /** It may run now. */
  RUN,
  /** It waits for tasks that are not finished. */
  WAIT,
  /** It waits although everything it could wait for is finished: it will never run. */
  STUCK,
  /** It is to be marked skipped. */
  SKIP,
  /** It is to be marked upstream_failed. */
  UPSTREAM_FAILED;

  /** Whether the task gets a state without running. */
  public boolean setsState() {
    return this == SKIP || this == UPSTREAM_FAILED;
  }

  /** The state to set; {@link TaskState#NONE} where none is. */
  public TaskState state() {
    return switch (this) {
      case SKIP -> TaskState.SKIPPED;
      case UPSTREAM_FAILED -> TaskState.UPSTREAM_FAILED;
      default -> TaskState.NONE;
    };
  }
}
