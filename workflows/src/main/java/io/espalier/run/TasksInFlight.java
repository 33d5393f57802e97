package io.espalier.run;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The attempts at tasks that are in flight, and those that ended since they were last taken. */
final class TasksInFlight {
  /**
   * The heartbeat tells the dead from the slow, and the worker keeps execution_timeout: the server
   * would count from when a worker took the try, which may wait there for its turn.
   */
  private static final Duration NO_TIMEOUT = Duration.ofDays(3650);

  private final WalkLimits limits;
  private final String scope;
  private final Map<String, CancellationScope> underWay = new LinkedHashMap<>();
  private final List<Ending> endings = new ArrayList<>();
  private int started;

  TasksInFlight(WalkLimits limits) {
    this.limits = limits;
    scope = Queues.scopeOf(Workflow.getInfo().getTaskQueue());
  }

  /** Puts a try into its task queue. */
  void start(String runId, TaskEntry task) {
    String taskId = task.node.taskId();
    TaskCall call = new TaskCall(runId, taskId, task.tryNumber, task.maxTries, task.lostWorkers);
    TaskActivities stub = Workflow.newActivityStub(TaskActivities.class, options(task));
    CancellationScope scope =
        Workflow.newCancellationScope(
            () ->
                Async.function(stub::execute, call)
                    .handle((result, failure) -> ended(taskId, result, failure)));
    underWay.put(taskId, scope);
    started++;
    scope.run();
  }

  /** Asks these tasks' tries to stop; each ends in its own time. */
  void cancel(Predicate<String> taskIds, String reason) {
    underWay.forEach(
        (id, scope) -> {
          if (taskIds.test(id)) {
            scope.cancel(reason);
          }
        });
  }

  /** Waits no longer for the tries of these tasks, and ignores how they end. */
  void forget(Set<String> taskIds) {
    underWay.keySet().removeAll(taskIds);
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /** Tasks with a try under way. */
  Set<String> taskIds() {
    return Set.copyOf(underWay.keySet());
  }

  boolean haveEnded() {
    return !endings.isEmpty();
  }

  /** Tries that ended since the last call, in the order in which they did. */
  List<Ending> takeEndings() {
    List<Ending> taken = List.copyOf(endings);
    endings.clear();
    return taken;
  }

  /** Tries started so far. */
  int started() {
    return started;
  }

  private @Nullable Void ended(
      String taskId, @Nullable TaskResult result, @Nullable RuntimeException failure) {
    if (underWay.remove(taskId) != null) {
      endings.add(Ending.of(taskId, result, failure));
    }
    return null;
  }

  private ActivityOptions options(TaskEntry task) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(Queues.tasks(task.node.settings().queue(), scope))
        .setStartToCloseTimeout(NO_TIMEOUT)
        .setHeartbeatTimeout(limits.heartbeat())
        // the walk retries, by Airflow's arithmetic
        .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .build();
  }
}
