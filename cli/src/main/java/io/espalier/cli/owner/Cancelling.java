package io.espalier.cli.owner;

import io.espalier.cli.exit.CliException;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.task.TaskUpdate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Cancels a run that nobody walks. */
final class Cancelling {
  private static final Set<TaskState> UNDER_WAY =
      EnumSet.of(TaskState.RUNNING, TaskState.QUEUED, TaskState.SCHEDULED, TaskState.UP_FOR_RETRY);

  private Cancelling() {}

  /** Tasks under way become failed, the others stay as they are, the run is failed. */
  static String recorded(Store store, RunRecord run) {
    if (run.state().ended()) {
      throw CliException.usage(
          "run "
              + run.runId()
              + " has ended already: "
              + run.state().id()
              + " (expected: one that `espalier list` shows as running)");
    }
    List<TaskUpdate> updates =
        store.tasks().list(run.runId()).stream()
            .filter(task -> UNDER_WAY.contains(task.state()))
            .map(Cancelling::failed)
            .toList();
    store.tasks().record(run.runId(), updates);
    store.runs().update(run.runId(), RunState.FAILED, "cancelled");
    return run.runId();
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
}
