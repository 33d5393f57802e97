package io.espalier.run;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

  /**
   * A server refuses a workflow with more than 2,000 activities under way. Counted by queue, so
   * that tasks of a queue that nobody serves do not keep others from theirs.
   */
  private static final int MOST_OF_A_QUEUE = 400;

  private record Try(String queue, CancellationScope scope) {}

  private final WalkLimits limits;
  private final String scope;
  private final Map<String, Try> underWay = new LinkedHashMap<>();
  private final List<Ending> endings = new ArrayList<>();
  private final boolean bounded = bounded();
  private int started;

  TasksInFlight(WalkLimits limits) {
    this.limits = limits;
    scope = Queues.scopeOf(Workflow.getInfo().getTaskQueue());
  }

  /** Whether tasks wait for a place among those under way; earlier walks began all that might. */
  private static boolean bounded() {
    return Workflow.getVersion("bounds-tries", Workflow.DEFAULT_VERSION, 1)
        != Workflow.DEFAULT_VERSION;
  }

  /**
   * Says of one task after another whether it may be started beside those under way and those it
   * was true of before.
   */
  Predicate<TaskEntry> places() {
    if (!bounded) {
      return task -> true;
    }
    Map<String, Integer> taken = new HashMap<>();
    underWay.values().forEach(known -> taken.merge(known.queue(), 1, Integer::sum));
    return task -> taken.merge(queue(task), 1, Integer::sum) <= MOST_OF_A_QUEUE;
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
    underWay.put(taskId, new Try(queue(task), scope));
    started++;
    scope.run();
  }

  /** Asks these tasks' tries to stop; each ends in its own time. */
  void cancel(Predicate<String> taskIds, String reason) {
    underWay.forEach(
        (id, known) -> {
          if (taskIds.test(id)) {
            known.scope().cancel(reason);
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

  /** Tries that have made the history longer: those that are over, to earlier walks all begun. */
  int spent() {
    return bounded ? started - underWay.size() : started;
  }

  private @Nullable Void ended(
      String taskId, @Nullable TaskResult result, @Nullable RuntimeException failure) {
    if (underWay.remove(taskId) != null) {
      endings.add(Ending.of(taskId, result, failure));
    }
    return null;
  }

  private String queue(TaskEntry task) {
    return Queues.tasks(task.node.settings().queue(), scope);
  }

  private ActivityOptions options(TaskEntry task) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(queue(task))
        .setStartToCloseTimeout(NO_TIMEOUT)
        .setHeartbeatTimeout(limits.heartbeat())
        // the walk retries, by Airflow's arithmetic
        .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .build();
  }
}
