package io.espalier.run;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Tasks that wait for their time, each on a durable timer. Only for the workflow's own thread. */
final class RestingTasks {
  private final Set<String> taskIds = new LinkedHashSet<>();
  private final boolean seesRests = seesRests();
  private boolean ended;

  /** Whether a wait counts that ends while states are recorded; to earlier walks it was lost. */
  private static boolean seesRests() {
    return Workflow.getVersion("sees-rests", Workflow.DEFAULT_VERSION, 1)
        != Workflow.DEFAULT_VERSION;
  }

  /** Lets a task wait where it has a time to wait for. */
  void rest(TaskEntry task) {
    if (task.nextTryAt == null || task.state.finished()) {
      return;
    }
    String id = task.node.taskId();
    long millis = task.nextTryAt.toEpochMilli() - Workflow.currentTimeMillis();
    taskIds.add(id);
    Workflow.newTimer(Duration.ofMillis(Math.max(0, millis)))
        .thenApply(
            fired -> {
              taskIds.remove(id);
              ended = true;
              return null;
            });
  }

  boolean contains(String taskId) {
    return taskIds.contains(taskId);
  }

  boolean isEmpty() {
    return taskIds.isEmpty();
  }

  /** These tasks wait no longer. */
  void forget(Predicate<String> forgotten) {
    taskIds.removeIf(forgotten);
  }

  /** From here on it counts which waits end. */
  void beginTurn() {
    if (seesRests) {
      ended = false;
    }
  }

  /** Whether a wait has ended since the turn began. */
  boolean endedMeanwhile() {
    return seesRests && ended;
  }

  /** Returns when the next wait ends, or something else holds. */
  void await(BooleanSupplier other) {
    ended = false;
    Workflow.await(() -> ended || other.getAsBoolean());
  }
}
