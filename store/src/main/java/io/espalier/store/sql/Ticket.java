package io.espalier.store.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.store.step.RuntimeInfo;

/**
 * A claim as data.
 *
 * @param step row id of the step
 * @param attempt row id of the attempt
 */
record Ticket(
    long step,
    String stepKey,
    long fence,
    long attempt,
    TaskRef task,
    int tryNumber,
    RuntimeInfo runtime) {

  /** What audit entries about it say. */
  ObjectNode body() {
    return AuditChain.body()
        .put("task", task.taskId())
        .put("try", tryNumber)
        .put("step", stepKey)
        .put("fence", fence);
  }

  /** For messages. */
  String name() {
    return "step " + stepKey + " (fence " + fence + ", task " + task.taskId() + ")";
  }
}
