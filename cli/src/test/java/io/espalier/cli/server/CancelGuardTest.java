package io.espalier.cli.server;

import static io.espalier.cli.server.CancelledWait.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Activities that end while their workflow cancels them, on the server inside this process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelGuardTest {
  private static final Callable<String> SUCCEEDS = () -> "done";
  private final String queue = UUID.randomUUID().toString();
  private TemporalServer server;

  @BeforeAll
  void start() {
    server = TemporalServer.embedded();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aWorkflowThatCancelsWhatHasJustSucceededGetsItsResult() throws TimeoutException {
    cancelWhatHasEnded(SUCCEEDS, "done");
  }

  @Test
  void aWorkflowThatCancelsWhatHasJustFailedGetsItsFailure() throws TimeoutException {
    cancelWhatHasEnded(
        () -> {
          throw ApplicationFailure.newFailure("no", "NO");
        },
        "ApplicationFailure");
  }

  @Test
  void aWorkflowThatCancelsWhatStillRunsIsNotAskedAgain() throws TimeoutException {
    CancelledWait wait = new CancelledWait(SUCCEEDS);
    WorkerFactory workers = workers(wait);
    try {
      WorkflowStub workflow = begin();
      wait.taskMayEnd.countDown();
      TemporalServerContract.await(
          () -> events(workflow, EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED).count() == 2);
      wait.shortMayEnd.countDown();

      assertThat(ends(workflow)).containsExactlyInAnyOrder("done", "CanceledFailure");
      assertThat(events(workflow, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)).isEmpty();
    } finally {
      wait.release();
      workers.shutdownNow();
    }
  }

  private void cancelWhatHasEnded(Callable<String> ending, String end) throws TimeoutException {
    CancelledWait wait = new CancelledWait(ending);
    WorkerFactory workers = workers(wait);
    try {
      WorkflowStub workflow = begin();
      waitFor(wait.taskRuns);
      wait.shortMayEnd.countDown();
      TemporalServerContract.await(() -> pending(workflow) == 1);
      wait.taskMayEnd.countDown();

      assertThat(ends(workflow)).containsExactlyInAnyOrder(end, "CanceledFailure");
      assertThat(events(workflow, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED))
          .extracting(event -> event.getWorkflowTaskFailedEventAttributes().getCause())
          .containsExactly(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND);
    } finally {
      wait.release();
      workers.shutdownNow();
    }
  }

  private WorkerFactory workers(CancelledWait wait) {
    WorkerFactory workers = WorkerFactory.newInstance(server.client());
    Worker worker =
        workers.newWorker(
            queue,
            WorkerOptions.newBuilder()
                // the workflow's task waits for the test
                .setDefaultDeadlockDetectionTimeout(120_000)
                // a cancellation is heard of with a heartbeat
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(100))
                .build());
    worker.registerWorkflowImplementationFactory(
        CancelledWait.Flow.class, () -> wait.new FlowImpl());
    worker.registerActivitiesImplementations(wait.new StepsImpl());
    workers.start();
    return workers;
  }

  private WorkflowStub begin() {
    WorkflowStub workflow =
        server
            .client()
            .newUntypedWorkflowStub(
                "Flow",
                WorkflowOptions.newBuilder()
                    .setTaskQueue(queue)
                    .setWorkflowTaskTimeout(Duration.ofSeconds(100))
                    .build());
    var unused = workflow.start();
    return workflow;
  }

  private static String[] ends(WorkflowStub workflow) throws TimeoutException {
    return workflow.getResult(30, TimeUnit.SECONDS, String[].class);
  }

  /** How many activities the server waits for. */
  private int pending(WorkflowStub workflow) {
    return server
        .stubs()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(workflow.getExecution())
                .build())
        .getPendingActivitiesCount();
  }

  private Stream<HistoryEvent> events(WorkflowStub workflow, EventType type) {
    return server
        .client()
        .fetchHistory(workflow.getExecution().getWorkflowId())
        .getEvents()
        .stream()
        .filter(event -> event.getEventType() == type);
  }
}
