package io.espalier.run;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Walks the Dag of one run. All it carries is the run's id: what happened is read from the store.
 */
@WorkflowInterface
public interface RunWorkflow {
  /** Walks the Dag from the recorded task states to its end. */
  @WorkflowMethod(name = "espalier-run")
  RunSummary walk(String runId);

  /** Stops the run: running tasks fail, the others stay as they are. */
  @SignalMethod
  void cancel(String reason);

  /** Number of tasks by state. */
  @QueryMethod
  RunSummary progress();
}
