package io.espalier.step.worker;

import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.run.TaskFailure;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A run with its stored plan: what never changes of it.
 *
 * @param logicalDate the moment it stands for, in microseconds
 * @param plan its plan
 * @param tasks the plan's tasks by id
 */
record PlannedRun(String runId, Instant logicalDate, Plan plan, Map<String, Task> tasks) {

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

  /** Reads the plans of runs, each once. Thread-safe. */
  static final class Reader {
    private static final int KEPT = 16;

    private final Store store;
    private final Map<String, PlannedRun> known =
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
    synchronized PlannedRun read(String runId) {
      PlannedRun run = known.get(runId);
      if (run == null) {
        run = stored(runId);
        known.put(runId, run);
      }
      return run;
    }

    private PlannedRun stored(String runId) {
      RunRecord run =
          store
              .runs()
              .find(runId)
              .filter(found -> found.runId().equals(runId))
              .orElseThrow(
                  () -> new TaskFailedException(TaskFailure.FATAL, "run " + runId + ": not found"));
      try {
        Plan plan = PlanJson.read(store.artifacts().read(run.planDigest()));
        return new PlannedRun(
            runId,
            run.logicalDate(),
            plan,
            plan.dag().tasks().stream()
                .collect(Collectors.toMap(task -> task.node().taskId(), Function.identity())));
      } catch (IllegalArgumentException e) {
        throw new TaskFailedException(
            TaskFailure.FATAL, "plan of run " + runId + ": " + e.getMessage(), e);
      }
    }
  }
}
