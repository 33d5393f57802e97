package io.espalier.store.sql.lineage;

import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.lineage.LineageGraph.Node;
import io.espalier.store.text.HumanFormat;

/** Nodes of a lineage, labelled for people. */
final class Labels {
  private Labels() {}

  /** Such as {@code weights, 1.1 MB}. */
  static Node artifact(StoredArtifact artifact) {
    return new Node(
        artifact.sha256(),
        "artifact",
        artifact.kind() + ", " + HumanFormat.bytes(artifact.sizeBytes()));
  }

  /** Such as {@code train in r1.dense.train}: the operator and the task that computed it. */
  static Node step(String stepKey, String operator, String taskId) {
    return new Node(stepKey, "step", operator + " in " + taskId);
  }

  /** Such as {@code run 20261122-0450 of quickstart}. */
  static Node run(String runId, String experiment) {
    return new Node(runId, "run", "run " + runId + " of " + experiment);
  }
}
