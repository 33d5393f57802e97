package io.espalier.run;

import io.espalier.state.RunState;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.worker.NonDeterministicException;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The run workflow: loads the run and walks it.
 *
 * <p>Histories of running workflows are replayed against this code, in this package and in {@code
 * io.espalier.dag}. A change in what it schedules, or in which order, needs a version: {@code if
 * (Workflow.getVersion("what-changed", Workflow.DEFAULT_VERSION, 1) == 1) new else old}. The
 * recorded histories among the tests show whether one is needed.
 *
 * <p>A worker of an older build, which lacks that version, cannot replay what a newer one did. It
 * fails the workflow's task, not the workflow: the server gives the task out again, with growing
 * delay, until a newer one has it.
 */
public final class RunWorkflowImpl implements RunWorkflow {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final RetryOptions RETRIES =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofMillis(500))
          .setMaximumInterval(Duration.ofSeconds(15))
          // for ever, though a local activity is retried only where a number is given
          .setMaximumAttempts(Integer.MAX_VALUE)
          .setDoNotRetry(IllegalArgumentException.class.getName())
          .build();

  private final WalkLimits limits;
  private @Nullable String cancelReason;
  private @Nullable RunWalk walk;

  /** With the limits of production. */
  public RunWorkflowImpl() {
    this(WalkLimits.DEFAULT);
  }

  RunWorkflowImpl(WalkLimits limits) {
    this.limits = limits;
  }

  @Override
  public RunSummary walk(String runId) {
    try {
      walkDetached(runId);
    } catch (TemporalFailure | NonDeterministicException e) {
      throw e;
    } catch (RuntimeException e) {
      // A walk that breaks is seen, and resumed; retried for ever it would only look busy.
      throw ApplicationFailure.newFailureWithCause(e.toString(), "WALK_BROKE", e);
    }
    return progress();
  }

  private void walkDetached(String runId) {
    CancellationScope root = CancellationScope.current();
    // Detached, so that a cancellation from Temporal's own side ends as orderly as our signal.
    Workflow.newDetachedCancellationScope(
            () -> {
              root.getCancellationRequest().thenApply(this::cancelled);
              RunActivities control = Workflow.newActivityStub(RunActivities.class, options());
              RunSnapshot run = control.load(runId);
              if (run.cancelReason() != null) {
                cancelled(run.cancelReason());
              }
              walk =
                  new RunWalk(runId, run, limits, control, recorder(control), () -> cancelReason);
              walk.toTheEnd();
            })
        .run();
  }

  @Override
  public void cancel(String reason) {
    cancelled(reason);
  }

  @Override
  public RunSummary progress() {
    return walk == null ? new RunSummary(RunState.QUEUED, "", Map.of()) : walk.progress();
  }

  private @Nullable Void cancelled(@Nullable String reason) {
    if (cancelReason == null) {
      cancelReason = reason == null ? "" : reason;
    }
    return null;
  }

  /** Task states are recorded within the workflow's own task: most walks wait for nothing else. */
  private static RunActivities recorder(RunActivities control) {
    if (Workflow.getVersion("record-locally", Workflow.DEFAULT_VERSION, 1) == 1) {
      return Workflow.newLocalActivityStub(
          RunActivities.class,
          LocalActivityOptions.newBuilder()
              .setStartToCloseTimeout(PATIENCE)
              .setRetryOptions(RETRIES)
              .build());
    }
    return control;
  }

  private static ActivityOptions options() {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(PATIENCE)
        .setRetryOptions(RETRIES)
        .build();
  }
}
