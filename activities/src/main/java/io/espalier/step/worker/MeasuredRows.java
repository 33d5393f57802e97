package io.espalier.step.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.step.Parameters;
import io.espalier.store.Store;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.step.StepArtifact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What other tasks measured, as inputs of a task: rows in the order of measuring, a JSON array
 * whose digest is part of the step's key. What did not succeed has measured nothing.
 */
final class MeasuredRows {
  private final Store store;
  private final Map<String, List<Measurement>> byTask;

  private MeasuredRows(Store store, Map<String, List<Measurement>> byTask) {
    this.store = store;
    this.byTask = byTask;
  }

  /**
   * Reads what a task asks for.
   *
   * @throws io.espalier.store.audit.AlteredException when rows are not what was recorded
   */
  static MeasuredRows of(Store store, PlannedRun run, Task task) {
    Set<String> from = new TreeSet<>();
    for (TaskInput input : task.inputs()) {
      if (input.readsMeasurements()) {
        from.add(String.valueOf(input.fromTask()));
      }
    }
    return new MeasuredRows(
        store, from.isEmpty() ? Map.of() : store.tasks().provenMeasurements(run.runId(), from));
  }

  /** The rows of one input; none where its task did not succeed. */
  Optional<StepArtifact> of(TaskInput input) {
    List<Measurement> rows = byTask.get(String.valueOf(input.fromTask()));
    return rows == null
        ? Optional.empty()
        : Optional.of(new StepArtifact(input.role(), input.ordinal(), write(rows)));
  }

  private StoredArtifact write(List<Measurement> rows) {
    try {
      byte[] bytes = Parameters.MAPPER.writeValueAsBytes(rows);
      return store.artifacts().put("measurements", "application/json", bytes);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
