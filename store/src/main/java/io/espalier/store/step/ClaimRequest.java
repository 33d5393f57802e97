package io.espalier.store.step;

import java.util.List;

/**
 * Request to claim a step for a task.
 *
 * @param runId the run
 * @param taskId its task
 * @param tryNumber from 1
 * @param stepKey SHA-256 of the key material
 * @param keyVersion version of the key's format
 * @param operator name of the operator
 * @param keyJson the key material, canonical JSON
 * @param inputs artifacts that the step reads
 * @param worker name of this worker
 * @param runtime what it runs on
 */
public record ClaimRequest(
    String runId,
    String taskId,
    int tryNumber,
    String stepKey,
    int keyVersion,
    String operator,
    String keyJson,
    List<StepArtifact> inputs,
    String worker,
    RuntimeInfo runtime) {
  public ClaimRequest {
    inputs = List.copyOf(inputs);
  }
}
