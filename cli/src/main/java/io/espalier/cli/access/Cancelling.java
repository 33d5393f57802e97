package io.espalier.cli.access;

import io.espalier.cli.exit.CliException;
import io.espalier.dag.Task;
import io.espalier.dag.walk.Skips;
import io.espalier.dag.walk.StoppedRun;
import io.espalier.dag.walk.Walk;
import io.espalier.plan.Plan;
import io.espalier.service.query.Plans;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.task.TaskUpdate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cancels a run that no process walks. */
public final class Cancelling {
  private static final Set<TaskState> UNDER_WAY =
      EnumSet.of(TaskState.RUNNING, TaskState.QUEUED, TaskState.SCHEDULED, TaskState.UP_FOR_RETRY);

  private Cancelling() {}

  /**
   * What came of it.
   *
   * @param runId the run
   * @param tearsDown teardowns that have to run before it is cancelled; none where it is
   */
  public record Answer(String runId, List<String> tearsDown) {}

  /** Cancels the run, unless something is to be torn down first: then nothing is changed. */
  public static Answer cancelled(Store store, RunRecord run) {
    if (run.state().ended()) {
      throw CliException.usage(
          "run "
              + run.runId()
              + " has ended already: "
              + run.state().id()
              + " (expected: one that `espalier list` shows as running)");
    }
    List<String> tearsDown = tearsDown(store, run);
    if (tearsDown.isEmpty()) {
      stop(store, run.runId(), Set.of());
      store.runs().update(run.runId(), RunState.FAILED, "cancelled");
    }
    return new Answer(run.runId(), tearsDown);
  }

  /**
   * Tasks under way become failed, the others stay as they are.
   *
   * @param but ids of tasks that stay as they are too
   */
  public static void stop(Store store, String runId, Set<String> but) {
    List<TaskUpdate> updates =
        store.tasks().list(runId).stream()
            .filter(task -> UNDER_WAY.contains(task.state()))
            .filter(task -> !but.contains(task.taskId()))
            .map(Cancelling::failed)
            .toList();
    store.tasks().record(runId, updates);
  }

  private static TaskUpdate failed(TaskRecord task) {
    return new TaskUpdate(
        task.taskId(),
        TaskState.FAILED,
        task.tryNumber(),
        task.maxTries(),
        task.lostWorkers(),
        null,
        "cancelled");
  }

  /** The teardowns that a walk would run first once this run is cancelled. */
  private static List<String> tearsDown(Store store, RunRecord run) {
    Plan plan;
    try {
      plan = Plans.of(store, run);
    } catch (CorruptArtifactException | IllegalArgumentException unreadable) {
      return List.of(); // nobody can walk it
    }
    Walk walk = new Walk(plan.dag().nodes());
    if (!walk.dag().hasTeardowns()) {
      return List.of();
    }
    Map<String, TaskState> states = new HashMap<>();
    Set<String> skips = new HashSet<>();
    for (TaskRecord task : store.tasks().list(run.runId())) {
      TaskState state = task.state();
      // Whoever had it is gone: it is begun again.
      states.put(task.taskId(), UNDER_WAY.contains(state) ? TaskState.NONE : state);
      if (state == TaskState.SUCCESS && task.resultJson() != null) {
        skips.addAll(skips(walk, task.taskId(), task.resultJson()));
      }
    }
    return StoppedRun.teardowns(walk, states, skips, id -> false);
  }

  private static Set<String> skips(Walk walk, String taskId, String result) {
    try {
      return Skips.of(walk.dag(), taskId, result);
    } catch (IllegalArgumentException steersNowhere) {
      return Set.of();
    }
  }

  /** The teardowns of a plan, due or not. */
  public static List<Task> teardowns(Plan plan) {
    return plan.dag().tasks().stream().filter(task -> task.node().settings().teardown()).toList();
  }
}
