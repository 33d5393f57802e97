package io.espalier.run;

import io.espalier.dag.walk.RetryDelay;
import io.espalier.state.TaskState;
import java.time.Duration;
import java.time.Instant;

/** What becomes of a task when a try of it has ended. */
final class Outcomes {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_OUTAGE_WAIT = Duration.ofMinutes(5);

  /** For all purposes, for ever; keeps absurd settings inside the range of an instant. */
  private static final Duration LONGEST_RETRY = Duration.ofDays(3650);

  private final String dagId;
  private final Instant logicalDate;
  private final WalkLimits limits;

  Outcomes(String dagId, Instant logicalDate, WalkLimits limits) {
    this.dagId = dagId;
    this.logicalDate = logicalDate;
    this.limits = limits;
  }

  /** Puts the task into the state that follows. */
  void apply(TaskEntry task, Ending ending, Instant now) {
    task.reason = ending.text().isEmpty() ? null : ending.text();
    task.nextTryAt = null;
    switch (ending.kind()) {
      case SUCCEEDED -> task.state = TaskState.SUCCESS;
      case SKIPPED -> task.state = TaskState.SKIPPED;
      case FATAL -> task.state = TaskState.FAILED;
      case FAILED -> failed(task, now);
      case LOST -> lost(task, now);
      case BUSY, STOPPED -> putOff(task, now, LONGEST_WAIT);
      case UNAVAILABLE -> putOff(task, now, LONGEST_OUTAGE_WAIT);
      case NOT_STARTED -> task.state = TaskState.UP_FOR_RESCHEDULE;
    }
  }

  private void failed(TaskEntry task, Instant now) {
    task.putOff = 0;
    if (task.tryNumber > task.maxTries) {
      task.state = TaskState.FAILED;
      return;
    }
    double seconds =
        RetryDelay.seconds(
            task.node.settings(), dagId, task.node.mappedId(), logicalDate, task.tryNumber);
    task.state = TaskState.UP_FOR_RETRY;
    task.nextTryAt = now.plusMillis(Math.min(Math.round(seconds * 1000), LONGEST_RETRY.toMillis()));
  }

  private void lost(TaskEntry task, Instant now) {
    task.lostWorkers++;
    if (task.lostWorkers > limits.lostWorkers()) {
      task.reason = task.lostWorkers + " workers were lost in this task, the last: " + task.reason;
      failed(task, now);
      return;
    }
    // the first replacement starts at once
    if (task.putOff == 0) {
      task.putOff = 1;
      task.state = TaskState.UP_FOR_RESCHEDULE;
      return;
    }
    putOff(task, now, LONGEST_WAIT);
  }

  /** Tries again without using up a try, each time a little later. */
  private static void putOff(TaskEntry task, Instant now, Duration longest) {
    long seconds = FIRST_WAIT.toSeconds() << Math.min(task.putOff, 16);
    task.putOff++;
    task.state = TaskState.UP_FOR_RESCHEDULE;
    task.nextTryAt = now.plusSeconds(Math.min(seconds, longest.toSeconds()));
  }
}
