package io.espalier.run;

import io.espalier.state.RunState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Starts, watches and cancels the workflows of runs. Safe for use by several threads. */
public final class RunClient {
  private static final String PREFIX = "espalier-run/";

  private final WorkflowClient client;
  private final String scope;

  /**
   * Uses this client; make it with {@link io.espalier.run.payload.Payloads#clientOptions}.
   *
   * @param scope the same as that of the {@link Workers}
   */
  public RunClient(WorkflowClient client, String scope) {
    this.client = client;
    this.scope = scope;
  }

  /** The id of the workflow that walks a run, which the client's scope follows if it has one. */
  public static String workflowId(String runId) {
    return PREFIX + runId;
  }

  /** Walks the run from its recorded states, or attaches to the workflow that already does. */
  public void start(String runId) {
    start(runId, WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
  }

  /**
   * Walks the run from its recorded states, in place of a workflow that may still be there: for the
   * one process that owns a store, whose predecessor took all of that workflow's workers with it.
   * Attaching would wait until the server has noticed each of them.
   */
  public void takeOver(String runId) {
    start(runId, WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING);
  }

  private void start(String runId, WorkflowIdConflictPolicy conflict) {
    RunWorkflow workflow =
        client.newWorkflowStub(
            RunWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(scoped(runId))
                .setTaskQueue(Queues.control(scope))
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .setWorkflowIdConflictPolicy(conflict)
                .build());
    WorkflowClient.start(workflow::walk, runId);
  }

  /**
   * Whether a workflow walks this run now.
   *
   * @throws StatusRuntimeException when the server does not answer
   */
  public boolean running(String runId) {
    try {
      return stub(runId).describe().getStatus()
          == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    } catch (WorkflowNotFoundException e) {
      return false;
    } catch (WorkflowServiceException e) {
      throw e.getCause() instanceof StatusRuntimeException away ? away : e;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Asks the run's workflow to cancel it; {@link #result} says when that is done.
   *
   * @return whether there was a workflow to ask
   */
  public boolean cancel(String runId, String reason) {
    try {
      stub(runId).signal("cancel", reason);
      return true;
    } catch (WorkflowNotFoundException e) {
      return false;
    }
  }

  /** Where the run stands; also answered after its end, as long as the server keeps it. */
  public RunSummary progress(String runId) {
    return stub(runId).query("progress", RunSummary.class);
  }

  /** The end of the run; completes exceptionally when the walk itself broke. */
  public CompletableFuture<RunSummary> result(String runId) {
    return stub(runId)
        .getResultAsync(RunSummary.class)
        .exceptionally(
            failure -> {
              if (cancelledByTemporal(failure)) {
                return new RunSummary(RunState.FAILED, "cancelled", Map.of());
              }
              throw failure instanceof CompletionException completion
                  ? completion
                  : new CompletionException(failure);
            });
  }

  /** Temporal keeps no result of a workflow that was cancelled from its own side. */
  private static boolean cancelledByTemporal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof WorkflowFailedException && cause.getCause() instanceof CanceledFailure;
  }

  private WorkflowStub stub(String runId) {
    return client.newUntypedWorkflowStub(scoped(runId));
  }

  private String scoped(String runId) {
    return workflowId(runId) + Queues.suffix(scope);
  }
}
