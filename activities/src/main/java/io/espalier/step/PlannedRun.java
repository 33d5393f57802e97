package io.espalier.step;

import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.run.TaskFailure;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A run with its stored plan.
 *
 * @param run the run as recorded
 * @param plan its plan
 * @param tasks the plan's tasks by id
 */
record PlannedRun(RunRecord run, Plan plan, Map<String, Task> tasks) {

  String runId() {
    return run.runId();
  }

  /**
   * The task of this id.
   *
   * @throws TaskFailedException (FATAL) when the plan has none
   */
  Task task(String taskId) {
    Task task = tasks.get(taskId);
    if (task == null) {
      throw new TaskFailedException(
          TaskFailure.FATAL, "task " + taskId + ": not in the plan of run " + runId());
    }
    return task;
  }

  /** Reads the plans of runs, each plan once. Thread-safe. */
  static final class Reader {
    private static final int KEPT = 16;

    private final Store store;
    private final Map<String, PlannedRun> byPlan =
        new LinkedHashMap<>(KEPT, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, PlannedRun> eldest) {
            return size() > KEPT;
          }
        };

    Reader(Store store) {
      this.store = store;
    }

    /**
     * The run with exactly this id.
     *
     * @throws TaskFailedException (FATAL) when there is none, or its plan cannot be read
     */
    PlannedRun read(String runId) {
      RunRecord run =
          store
              .runs()
              .find(runId)
              .filter(found -> found.runId().equals(runId))
              .orElseThrow(
                  () -> new TaskFailedException(TaskFailure.FATAL, "run " + runId + ": not found"));
      return read(run);
    }

    private synchronized PlannedRun read(RunRecord run) {
      PlannedRun known = byPlan.get(run.planDigest());
      if (known == null) {
        Plan plan;
        try {
          plan = PlanJson.read(store.artifacts().read(run.planDigest()));
        } catch (IllegalArgumentException e) {
          throw new TaskFailedException(
              TaskFailure.FATAL, "plan of run " + run.runId() + ": " + e.getMessage(), e);
        }
        Map<String, Task> tasks =
            plan.dag().tasks().stream()
                .collect(Collectors.toMap(task -> task.node().taskId(), Function.identity()));
        known = new PlannedRun(run, plan, tasks);
        byPlan.put(run.planDigest(), known);
      }
      return new PlannedRun(run, known.plan, known.tasks);
    }
  }
}
