package io.espalier.run;

import io.espalier.dag.TaskNode;
import io.espalier.dag.walk.RunStates;
import io.espalier.dag.walk.Walk;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says why a run and its tasks are in their states. */
final class Reasons {
  private final Walk walk;
  private final TaskBook book;
  private final Map<String, String> skippedBy;

  /**
   * Reasons in a walk.
   *
   * @param skippedBy the branch or short-circuit that skips a task, by the task's id
   */
  Reasons(Walk walk, TaskBook book, Map<String, String> skippedBy) {
    this.walk = walk;
    this.book = book;
    this.skippedBy = skippedBy;
  }

  /** The end of a run in which nothing can run any more. */
  RunSummary judge() {
    RunStates.Standing standing =
        RunStates.look(walk, book.states(), skippedBy.keySet(), id -> false);
    String reason = "";
    if (standing.deadlocked()) {
      reason =
          "deadlocked: nothing can run, " + Names.of(book.in(TaskState.NONE)) + " wait for ever";
    } else if (standing.state() == RunState.FAILED) {
      reason = "failed: " + failed();
    }
    return new RunSummary(standing.state(), reason, book.counts());
  }

  /** The failed tasks; where there is none, what else failed the run, and why. */
  private String failed() {
    List<String> failed = book.in(TaskState.FAILED);
    if (!failed.isEmpty()) {
      return Names.of(failed);
    }
    List<String> stopped = book.in(TaskState.UPSTREAM_FAILED);
    return Names.of(stopped) + " upstream_failed (" + book.entry(stopped.get(0)).reason + ")";
  }

  /** Why a task got a state without running. */
  @Nullable String of(String taskId, TaskState state) {
    String by = skippedBy.get(taskId);
    if (by != null && state == TaskState.SKIPPED) {
      return "skipped by " + by;
    }
    TaskNode node = walk.dag().node(taskId);
    return node.settings().triggerRule().id() + " of " + Names.of(node.upstream());
  }

  /** What the run waits for although it could go on, empty where for nothing. */
  String waitingFor() {
    for (TaskEntry task : book.entries()) {
      if (task.state == TaskState.UP_FOR_RESCHEDULE && task.reason != null) {
        return task.node.taskId() + " waits: " + task.reason;
      }
    }
    return "";
  }
}
