package io.espalier.cli.server;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A workflow that cancels its activities in a task during which one of them may have ended. */
final class CancelledWait {
  final CountDownLatch shortRuns = new CountDownLatch(1);
  final CountDownLatch longRuns = new CountDownLatch(1);
  final CountDownLatch taskRuns = new CountDownLatch(1);
  final CountDownLatch shortMayEnd = new CountDownLatch(1);
  final CountDownLatch taskMayEnd = new CountDownLatch(1);
  private final Callable<String> ending;

  /**
   * Makes one.
   *
   * @param ending how the short activity ends
   */
  CancelledWait(Callable<String> ending) {
    this.ending = ending;
  }

  /** Answers how both activities ended. */
  @WorkflowInterface
  public interface Flow {
    @WorkflowMethod
    List<String> run();
  }

  /** Something to wait for. */
  @ActivityInterface
  public interface Steps {
    /** Ends when it may. */
    String brief();

    /** Ends when it is cancelled. */
    String endless();

    /** Begins the task of the workflow that cancels the others. */
    String first();
  }

  /** Nothing in it depends on what the latches say, which is what keeps it deterministic. */
  final class FlowImpl implements Flow {
    private final List<String> ends = new ArrayList<>();

    @Override
    public List<String> run() {
      Steps steps = Workflow.newActivityStub(Steps.class, options());
      CancellationScope scope =
          Workflow.newCancellationScope(
              () -> {
                Async.function(steps::brief).handle(this::ended);
                Async.function(steps::endless).handle(this::ended);
              });
      scope.run();
      steps.first();
      taskRuns.countDown();
      waitFor(taskMayEnd);
      scope.cancel("no longer needed");
      Workflow.await(() -> ends.size() == 2);
      return ends;
    }

    private @Nullable Void ended(@Nullable String result, @Nullable RuntimeException failure) {
      Throwable why = failure instanceof ActivityFailure ? failure.getCause() : failure;
      ends.add(why == null ? String.valueOf(result) : why.getClass().getSimpleName());
      return null;
    }
  }

  /** The activities, as the test lets them run. */
  final class StepsImpl implements Steps {
    @Override
    public String first() {
      waitFor(shortRuns);
      waitFor(longRuns);
      return "";
    }

    @Override
    public String brief() {
      shortRuns.countDown();
      waitFor(shortMayEnd);
      try {
        return ending.call();
      } catch (Exception e) {
        throw Activity.wrap(e);
      }
    }

    @Override
    public String endless() {
      longRuns.countDown();
      return TemporalServerContract.beatUntilStopped();
    }
  }

  /** Lets everything end that may still wait. */
  void release() {
    shortMayEnd.countDown();
    taskMayEnd.countDown();
  }

  static void waitFor(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not within 60 s");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ActivityOptions options() {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(Duration.ofMinutes(5))
        .setHeartbeatTimeout(Duration.ofMinutes(1))
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
        .build();
  }
}
