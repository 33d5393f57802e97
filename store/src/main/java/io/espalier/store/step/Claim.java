package io.espalier.store.step;

import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.metric.MetricPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The right to write one step's outcome, for as long as the fence holds. Every method that writes
 * throws {@link ClaimLostException} when another attempt has taken the step.
 */
public interface Claim {
  /** Fence number of this attempt. */
  long fence();

  /** Extends the lease, and shows others in a shared store what the attempt has logged. */
  void renew();

  /** The log file of this attempt, on this machine; becomes an artifact when the attempt ends. */
  Path logFile();

  /**
   * The latest checkpoint of this step, made by an earlier attempt on the same numeric runtime;
   * metric points after it have been deleted. Empty where there is none.
   */
  Optional<Checkpoint> checkpoint();

  /** Commits a checkpoint row and its metric points together; the two latest are kept. */
  void checkpoint(long iteration, StoredArtifact state, List<MetricPoint> points);

  /**
   * Completes the step and sets the task to success, EXECUTED, in one durable transaction. A step
   * that was reopened keeps the result and the measurements that others have seen.
   *
   * @throws IrreproducibleException when a reopened step gave other bytes than were recorded
   */
  void commit(
      List<StepArtifact> outputs,
      String resultJson,
      List<MetricPoint> points,
      List<Measurement> measurements);

  /** Completes a step that measured nothing. */
  default void commit(List<StepArtifact> outputs, String resultJson, List<MetricPoint> points) {
    commit(outputs, resultJson, points, List.of());
  }

  /** Ends the attempt as FAILED and returns the step to READY; the walk decides about the task. */
  void fail(String failureType, String failureText);

  /** Gives the step back untouched after a stop; the attempt ends as LOST and uses no try. */
  void release(String why);
}
