package io.espalier.run;

import io.espalier.dag.TaskNode;
import io.espalier.state.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One task as the walk keeps it. Only for the workflow's own thread. */
final class TaskEntry {
  final TaskNode node;
  TaskState state = TaskState.NONE;
  int tryNumber;
  int maxTries;
  int lostWorkers;

  /** Times in a row that the task was put off without using a try. */
  int putOff;

  @Nullable Instant nextTryAt;
  @Nullable String reason;

  /** What the store says of the task, as far as the walk knows: a try's own claim writes there. */
  private TaskState stored = TaskState.NONE;

  TaskEntry(TaskNode node, @Nullable TaskChange recorded) {
    this.node = node;
    maxTries = node.settings().retries();
    if (recorded == null) {
      return;
    }
    state = recorded.state();
    stored = state;
    tryNumber = recorded.tryNumber();
    lostWorkers = recorded.lostWorkers();
    if (tryNumber > 0) {
      maxTries = Math.max(maxTries, recorded.maxTries());
    }
    String next = recorded.nextTryAt();
    nextTryAt = next == null ? null : Instant.parse(next);
    reason = recorded.reason();
    if (orphaned()) {
      // whoever had this try is gone: it is begun again, not counted again
      state = TaskState.UP_FOR_RESCHEDULE;
      nextTryAt = null;
    }
  }

  /** Counts a new try, unless the last one is only begun again. */
  void beginTry() {
    if (state != TaskState.UP_FOR_RESCHEDULE || tryNumber == 0) {
      tryNumber++;
    }
    state = TaskState.QUEUED;
    nextTryAt = null;
    reason = null;
  }

  /** Takes back a try that was not begun. */
  void forgetTry() {
    tryNumber = Math.max(0, tryNumber - 1);
    state = TaskState.NONE;
    nextTryAt = null;
  }

  /** Whether the store would else say something of the task that is no longer true. */
  boolean toBeRecorded() {
    // That a task waits for a worker follows from the other tasks' states: it is not recorded,
    // except over what an earlier try said.
    return stored == TaskState.RUNNING || (state != TaskState.QUEUED && state != stored);
  }

  /** Says that the store has the present state. */
  void recorded() {
    stored = state;
  }

  /** Says that a try is under way, which records by itself what becomes of it. */
  void handedOver() {
    stored = TaskState.RUNNING;
  }

  TaskChange change() {
    return new TaskChange(
        node.taskId(),
        state,
        tryNumber,
        maxTries,
        lostWorkers,
        nextTryAt == null ? null : nextTryAt.toString(),
        reason);
  }

  private boolean orphaned() {
    return switch (state) {
      case SCHEDULED, QUEUED, RUNNING, RESTARTING, DEFERRED, AWAITING_INPUT -> true;
      default -> false;
    };
  }
}
