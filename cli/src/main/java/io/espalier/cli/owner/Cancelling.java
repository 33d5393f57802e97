package io.espalier.cli.owner;

import io.espalier.cli.exit.CliException;
import io.espalier.dag.RunState;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.task.TaskUpdate;
import java.util.List;
import java.util.Set;

/** Cancels a run that nobody walks. */
final class Cancelling {
  private static final Set<String> UNDER_WAY =
      Set.of("running", "queued", "scheduled", "up_for_retry");

  private Cancelling() {}

  /** Tasks under way become failed, the others stay as they are, the run is failed. */
  static String recorded(Store store, RunRecord run) {
    if (RunState.of(run.state()).ended()) {
      throw CliException.usage(
          "run "
              + run.runId()
              + " has ended already: "
              + run.state()
              + " (expected: one that `espalier list` shows as running)");
    }
    List<TaskUpdate> updates =
        store.tasks().list(run.runId()).stream()
            .filter(task -> UNDER_WAY.contains(task.state()))
            .map(Cancelling::failed)
            .toList();
    store.tasks().record(run.runId(), updates);
    store.runs().update(run.runId(), "failed", "cancelled");
    return run.runId();
  }

  private static TaskUpdate failed(TaskRecord task) {
    return new TaskUpdate(
        task.taskId(),
        "failed",
        task.tryNumber(),
        task.maxTries(),
        task.lostWorkers(),
        null,
        "cancelled");
  }
}
