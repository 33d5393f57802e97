package io.espalier.run;

import static io.espalier.run.RunBench.branch;
import static io.espalier.run.RunBench.task;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.run.payload.Payloads;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workflows that run while the code changes must go on: histories recorded by earlier code are
 * replayed by this one. A failure here means that the change needs a version in the workflow; a
 * history is never recorded anew to make it pass, new ones are added.
 */
class ReplayTest {
  private static final TaskSettings RETRIED =
      TaskSettings.builder().retries(1).retryDelaySeconds(60).build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "happy",
        "retried-and-skipped",
        "cancelled",
        "continued",
        "queued-follows/happy",
        "queued-follows/retried-and-skipped",
        "queued-follows/cancelled",
        "queued-follows/continued",
        "cancelled-without-teardowns",
        "cancel-tears-down",
        "sees-rests/happy",
        "sees-rests/retried-and-skipped",
        "sees-rests/cancelled",
        "sees-rests/continued",
        "bounds-tries/happy",
        "bounds-tries/retried-and-skipped",
        "bounds-tries/cancelled",
        "bounds-tries/cancel-tears-down",
        "bounds-tries/continued"
      })
  void aRecordedHistoryIsReplayed(String name) {
    assertThatCode(
            () -> replay(name, new WalkLimits(6, Duration.ofSeconds(1), Duration.ofSeconds(30), 2)))
        .doesNotThrowAnyException();
  }

  @Test
  void aWalkThatDoesSomethingElseIsNoticed() {
    WalkLimits sooner = new WalkLimits(2, Duration.ofSeconds(1), Duration.ofSeconds(30), 2);
    assertThatThrownBy(() -> replay("happy", sooner)).hasMessageContaining("happy");
  }

  /** {@code mvn test -pl workflows -Dtest=ReplayTest#record -Drecord.histories=<folder>}. */
  @Test
  @EnabledIfSystemProperty(named = "record.histories", matches = ".+")
  void record() {
    record("happy", bench -> {}, task("a"), task("b", "a"), task("c", "a"));
    record(
        "retried-and-skipped",
        bench ->
            bench
                .tasks
                .failing("b", TaskFailure.FAILED, 1)
                .failing("c", TaskFailure.STEP_BUSY, 1)
                .when("a", call -> "[\"b\",\"c\"]"),
        branch("a"),
        task("b", RETRIED, "a"),
        task("c", "a"),
        task("d", "a"));
    record(
        "cancelled",
        bench ->
            bench.tasks.when(
                "a",
                call -> {
                  bench.client.cancel(bench.runId, "by hand");
                  return CancelWorkflowTest.beatUntilStopped();
                }),
        task("a"),
        task("b", "a"));
    record(
        "cancel-tears-down",
        bench ->
            bench.tasks.when(
                "work",
                call -> {
                  bench.client.cancel(bench.runId, "by hand");
                  return CancelWorkflowTest.beatUntilStopped();
                }),
        task("rent", TaskSettings.builder().setup().build()),
        task("work", "rent"),
        task("release", TaskSettings.builder().teardown(false).build(), "rent", "work"));
    record(
        "continued",
        bench -> {},
        task("a"),
        task("b", "a"),
        task("c", "b"),
        task("d", "c"),
        task("e", "d"),
        task("f", "e"),
        task("g", "f"));
  }

  private static void record(String name, Consumer<RunBench> script, TaskNode... nodes) {
    WalkLimits limits = new WalkLimits(6, Duration.ofSeconds(1), Duration.ofSeconds(30), 2);
    try (RunBench bench = new RunBench(limits, nodes)) {
      script.accept(bench);
      bench.client.start(bench.runId);
      WorkflowClient client = bench.env.getWorkflowClient();
      String first =
          client
              .newUntypedWorkflowStub(RunClient.workflowId(bench.runId))
              .describe()
              .getExecution()
              .getRunId();
      bench.result();
      String json = client.fetchHistory(RunClient.workflowId(bench.runId), first).toJson(false);
      Path file = Path.of(System.getProperty("record.histories", "."), name + ".json.gz");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(json.getBytes(StandardCharsets.UTF_8));
      }
      Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replay(String name, WalkLimits limits) throws Exception {
    try (InputStream in = ReplayTest.class.getResourceAsStream("/histories/" + name + ".json.gz");
        TestWorkflowEnvironment env =
            TestWorkflowEnvironment.newInstance(
                TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(Payloads.clientOptions("default"))
                    .build())) {
      if (in == null) {
        throw new IllegalStateException("no history: " + name);
      }
      String json = new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
      Worker worker = env.newWorker(Queues.control(""));
      worker.registerWorkflowImplementationFactory(
          RunWorkflow.class, () -> new RunWorkflowImpl(limits));
      try {
        worker.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(json));
      } catch (Exception e) {
        throw new IllegalStateException("history " + name + " does not replay", e);
      }
    }
  }
}
