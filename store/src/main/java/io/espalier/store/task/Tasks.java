package io.espalier.store.task;

import io.espalier.store.measurement.Measurement;
import io.espalier.store.step.StepArtifact;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Task states. Every task of a run has a row from the start, so the walk can always be resumed. */
public interface Tasks {
  /** All tasks of a run, in the order they were created (the plan's topological order). */
  List<TaskRecord> list(String runId);

  /** One task. */
  Optional<TaskRecord> find(String runId, String taskId);

  /**
   * Records changes in one durable transaction. A task in state {@code success} is left as it is,
   * so a late or repeated call changes nothing.
   */
  void record(String runId, List<TaskUpdate> updates);

  /** Outputs of one task, as {@link #outputs(String, Collection)}; empty where it has none. */
  default List<StepArtifact> outputs(String runId, String taskId) {
    return outputs(runId, List.of(taskId)).getOrDefault(taskId, List.of());
  }

  /**
   * Of some tasks those that succeeded, with the outputs of their completed steps; empty where such
   * a step is being made again.
   */
  Map<String, List<StepArtifact>> outputs(String runId, Collection<String> taskIds);

  /**
   * As {@link #outputs(String, Collection)}, to compute from: rows of tasks and steps are first
   * held against the audit chain.
   *
   * @throws io.espalier.store.audit.AlteredException when they differ from it
   */
  Map<String, List<StepArtifact>> provenOutputs(String runId, Collection<String> taskIds);

  /**
   * Results of those of some tasks that succeeded, as JSON, to compute from: held against the audit
   * chain as {@link #provenOutputs} does.
   *
   * @throws io.espalier.store.audit.AlteredException when they differ from it
   */
  Map<String, String> provenResults(String runId, Collection<String> taskIds);

  /**
   * What those of some tasks that succeeded have measured, to compute from: held against the audit
   * chain as {@link #provenOutputs} does.
   *
   * @throws io.espalier.store.audit.AlteredException when it differs from it
   */
  Map<String, List<Measurement>> provenMeasurements(String runId, Collection<String> taskIds);

  /**
   * Successful tasks with an output whose bytes are known to be damaged or deleted, in the order of
   * {@link #list}: {@link #clearFailed} clears them too.
   */
  List<String> damaged(String runId);

  /**
   * Airflow's clear: failed and upstream_failed tasks lose their state, and max_tries becomes
   * try_number + retries (by task id, from the plan). So do successes whose outputs are damaged or
   * deleted. The run is running again, in the same transaction.
   *
   * @param seen number of the last entry of the run's chain when the caller found it to be left:
   *     where one was added since, somebody else goes on with it, and nothing is changed
   * @param with tells of the tasks that are cleared which others are to be cleared with them
   * @return the cleared task ids; empty where nothing was changed
   */
  Optional<List<String>> clearFailed(
      String runId, long seen, Map<String, Integer> retriesByTask, UnaryOperator<Set<String>> with);
}
