package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.Task;
import io.espalier.dag.TaskSettings;
import io.espalier.run.RunClient;
import io.espalier.run.RunSummary;
import io.espalier.run.Workers;
import io.espalier.run.payload.Payloads;
import io.espalier.run.slot.TaskSlots;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.step.worker.TestOperators.None;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.TaskRecord;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that waits for months, over a real store: Temporal's clock skips ahead over the waits. */
final class MonthsOfRetriesTest {
  private static final Duration DELAY = Duration.ofHours(6);

  /** Each makes a try and a record of its failure: more than one workflow holds. */
  private static final int FAILURES = 400;

  @TempDir Path home;

  @Test
  void theStoreSaysOfEveryTryWhatItCameToAndTheLastOneSucceeds() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    Kind<None> poll =
        TestOperators.operator(
            "poll",
            (parameters, context) -> {
              if (tries.incrementAndGet() <= FAILURES) {
                throw new IllegalStateException("not there yet");
              }
              return 7;
            });
    try (TestBed bed = new TestBed(home, poll);
        TestWorkflowEnvironment temporal =
            TestWorkflowEnvironment.newInstance(
                TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(Payloads.clientOptions("default"))
                    .build());
        Workers workers =
            Workers.start(
                temporal.getWorkflowClient(),
                "",
                new RunControl(bed.store),
                bed.worker,
                List.of("cpu"),
                TaskSlots.alone(4))) {
      String run = bed.submit(patient(task("a", "poll", "{}")));
      RunClient client = new RunClient(temporal.getWorkflowClient(), "");
      long begun = temporal.currentTimeMillis();
      client.start(run);
      WorkflowStub workflow =
          temporal.getWorkflowClient().newUntypedWorkflowStub(RunClient.workflowId(run));
      String first = workflow.describe().getExecution().getRunId();

      RunSummary end = workflow.getResult(120, TimeUnit.SECONDS, RunSummary.class);

      assertThat(end.state()).isEqualTo(RunState.SUCCESS);
      assertThat(temporal.currentTimeMillis() - begun)
          .isGreaterThan(Duration.ofDays(90).toMillis());
      assertThat(workflow.describe().getExecution().getRunId())
          .as("it went on in a new workflow")
          .isNotEqualTo(first);
      TaskRecord row = bed.task(run, "a");
      assertThat(row.state()).isEqualTo(TaskState.SUCCESS);
      assertThat(row.tryNumber()).isEqualTo(FAILURES + 1);
      assertThat(row.lostWorkers()).isZero();
      assertThat(row.nextTryAt()).isNull();
      assertThat(bed.attempts(run, "a"))
          .hasSize(FAILURES + 1)
          .filteredOn(attempt -> attempt.state() == AttemptState.FAILED)
          .hasSize(FAILURES);
      assertThat(bed.store.runs().find(run).orElseThrow().state()).isEqualTo(RunState.SUCCESS);
      assertThat(workers).isNotNull();
    }
  }

  private static Task patient(Task task) {
    TaskSettings settings =
        TaskSettings.builder()
            .retries(FAILURES)
            .retryDelaySeconds((double) DELAY.toSeconds())
            .build();
    return TestBed.with(settings, task);
  }
}
