package io.espalier.step.worker;

import io.espalier.dag.TaskNode;
import io.espalier.fault.Failpoint;
import io.espalier.run.RunActivities;
import io.espalier.run.RunSnapshot;
import io.espalier.run.RunSummary;
import io.espalier.run.TaskChange;
import io.espalier.run.TaskFailure;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.step.waiting.Waits;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.task.TaskUpdate;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bookkeeping of runs over the store. Thread-safe. */
public final class RunControl implements RunActivities {
  /** A run's reason begins so once it is, or is to be, cancelled. */
  public static final String CANCELLED = "cancelled";

  private final Store store;
  private final PlannedRun.Reader plans;
  private final Waits waits;

  /** Bookkeeping over this store. */
  public RunControl(Store store) {
    this(store, new PlannedRun.Reader(store), new Waits());
  }

  RunControl(Store store, PlannedRun.Reader plans, Waits waits) {
    this.store = store;
    this.plans = plans;
    this.waits = waits;
  }

  /**
   * Records that a run is to be cancelled. Do this before the workflow is signalled: a walk that
   * starts again after a crash then knows it too, and running tasks stop at once.
   */
  public static void requestCancel(Store store, String runId) {
    store.runs().update(runId, RunState.RUNNING, CANCELLED);
  }

  /**
   * Why a run was, or is to be, cancelled, empty where no reason was given; null when it was not.
   */
  static @Nullable String cancelReason(Store store, String runId) {
    return store
        .runs()
        .find(runId)
        .map(RunRecord::reason)
        .filter(reason -> reason.startsWith(CANCELLED))
        .map(reason -> reason.substring(CANCELLED.length()).replaceFirst("^: ", ""))
        .orElse(null);
  }

  @Override
  public RunSnapshot load(String runId) {
    return answer(
        runId,
        () -> {
          PlannedRun run = plans.read(runId);
          String cancel = cancelReason(store, runId);
          if (cancel == null) {
            store.runs().update(runId, RunState.RUNNING, null);
          }
          Map<String, TaskChange> recorded = new HashMap<>();
          Map<String, String> returnValues = new HashMap<>();
          for (TaskRecord task : store.tasks().list(runId)) {
            if (task.state() != TaskState.NONE || task.tryNumber() > 0) {
              recorded.put(task.taskId(), change(task));
            }
            if (steers(run, task) && task.resultJson() != null) {
              returnValues.put(task.taskId(), task.resultJson());
            }
          }
          return new RunSnapshot(
              run.plan().dag().dagId(),
              run.logicalDate().toString(),
              run.plan().dag().nodes(),
              recorded,
              returnValues,
              cancel);
        });
  }

  private static boolean steers(PlannedRun run, TaskRecord task) {
    TaskNode node = run.task(task.taskId()).node();
    return node.flow().steers() && task.state() == TaskState.SUCCESS;
  }

  @Override
  public void record(String runId, List<TaskChange> changes) {
    List<TaskUpdate> updates =
        changes.stream()
            .map(
                change ->
                    new TaskUpdate(
                        change.taskId(),
                        change.state(),
                        change.tryNumber(),
                        change.maxTries(),
                        change.lostWorkers(),
                        change.nextTryAt() == null ? null : Instant.parse(change.nextTryAt()),
                        change.reason()))
            .toList();
    answer(
        runId,
        () -> {
          store.tasks().record(runId, updates);
          Failpoint.TASKS_RECORDED.reach();
          return updates;
        });
  }

  @Override
  public void finish(String runId, RunSummary summary) {
    String reason = summary.reason().isEmpty() ? null : summary.reason();
    answer(
        runId,
        () -> {
          store.runs().update(runId, summary.state(), reason);
          Failpoint.RUN_FINISHED.reach();
          return summary;
        });
  }

  private static TaskChange change(TaskRecord task) {
    return new TaskChange(
        task.taskId(),
        task.state(),
        task.tryNumber(),
        task.maxTries(),
        task.lostWorkers(),
        task.nextTryAt() == null ? null : task.nextTryAt().toString(),
        task.failureText() != null ? task.failureText() : task.skipReason());
  }

  private <T> T answer(String runId, Supplier<T> call) {
    try {
      T answer = call.get();
      waits.over(runId, Waits.BOOKKEEPING);
      return answer;
    } catch (RuntimeException e) {
      TaskFailedException failure = TaskFailedException.of(e);
      waits.failed(runId, Waits.BOOKKEEPING, failure.waitsFor(), failure.text());
      if (failure.kind() == TaskFailure.FATAL) {
        throw ApplicationFailure.newNonRetryableFailure(failure.text(), failure.kind().name());
      }
      throw ApplicationFailure.newFailure(failure.text(), failure.kind().name());
    }
  }
}
