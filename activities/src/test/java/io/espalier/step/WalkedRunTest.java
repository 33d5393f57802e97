package io.espalier.step;

import static io.espalier.step.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.Flow;
import io.espalier.dag.RunState;
import io.espalier.dag.Task;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.run.Payloads;
import io.espalier.run.RunClient;
import io.espalier.run.RunSummary;
import io.espalier.run.Workers;
import io.espalier.step.TestOperators.Add;
import io.espalier.step.TestOperators.Count;
import io.espalier.step.TestOperators.Kind;
import io.espalier.step.TestOperators.None;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: plan, workflow, activities and store together, on Temporal's in-memory server. */
final class WalkedRunTest {
  @TempDir Path home;

  private final AtomicInteger runs = new AtomicInteger();
  private final Kind<Add> sum = TestOperators.sum(runs);

  /** A walk over the store of a bed; a new one finds a server that has forgotten everything. */
  private static final class Server implements AutoCloseable {
    final TestWorkflowEnvironment environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkflowClientOptions(Payloads.clientOptions("default"))
                .build());
    final RunClient client = new RunClient(environment.getWorkflowClient(), "");
    final Workers workers;

    Server(TestBed bed) {
      workers =
          Workers.start(
              environment.getWorkflowClient(),
              "",
              new RunControl(bed.store),
              bed.worker,
              List.of("cpu"),
              4);
    }

    RunSummary walk(String runId) {
      client.start(runId);
      return result(runId);
    }

    RunSummary result(String runId) {
      return client.result(runId).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      workers.stop(Duration.ofSeconds(20));
      environment.close();
    }
  }

  private static Task with(TaskSettings settings, Task task) {
    TaskNode node = task.node();
    return new Task(
        new TaskNode(node.taskId(), node.upstream(), settings, node.flow()),
        task.operator(),
        task.operatorVersion(),
        task.parameters(),
        task.inputs(),
        task.streams(),
        task.place());
  }

  private static Task behind(String upstream, Task task) {
    return new Task(
        new TaskNode(
            task.node().taskId(), List.of(upstream), task.node().settings(), task.node().flow()),
        task.operator(),
        task.operatorVersion(),
        task.parameters(),
        task.inputs(),
        task.streams(),
        task.place());
  }

  private static Map<String, String> states(TestBed bed, String run) {
    Map<String, String> states = new java.util.TreeMap<>();
    bed.store.tasks().list(run).forEach(row -> states.put(row.taskId(), row.state()));
    return states;
  }

  @Test
  void aDagIsWalkedToItsEndAndASecondRunExecutesNothing() {
    AtomicInteger tries = new AtomicInteger();
    Kind<None> flaky =
        TestOperators.operator(
            "flaky",
            (parameters, context) -> {
              if (tries.incrementAndGet() <= 2) {
                throw new IllegalStateException("no luck");
              }
              context.output("n", "number", "text/plain", o -> o.write(TestOperators.bytes(5)));
              return 5;
            });
    Kind<None> choose = TestOperators.operator("choose", (parameters, context) -> "left");
    TaskSettings patient = TaskSettings.builder().retries(3).retryDelaySeconds(0.1).build();
    Task[] tasks = {
      task("a", "sum", "{'add': 2}"),
      with(patient, task("b", "flaky", "{}")),
      task("c", "sum", "{'add': 4}", "n=b.n"),
      task("pick", "choose", 1, "{}", Flow.BRANCH),
      behind("pick", task("left", "sum", "{'add': 10}")),
      behind("pick", task("right", "sum", "{'add': 20}"))
    };
    try (TestBed bed = new TestBed(home, sum, flaky, choose);
        Server server = new Server(bed)) {
      String first = bed.submit(tasks);
      RunSummary end = server.walk(first);
      assertThat(end.state()).isEqualTo(RunState.SUCCESS);
      assertThat(states(bed, first))
          .isEqualTo(
              Map.of(
                  "a", "success", "b", "success", "c", "success", "pick", "success", "left",
                  "success", "right", "skipped"));
      assertThat(bed.task(first, "b").tryNumber()).isEqualTo(3);
      assertThat(bed.task(first, "c").resultJson()).isEqualTo("{\"value\":9}");
      assertThat(bed.store.runs().find(first).orElseThrow().state()).isEqualTo("success");
      assertThat(runs).hasValue(3);

      String second = bed.submit(tasks);
      assertThat(server.walk(second).state()).isEqualTo(RunState.SUCCESS);
      assertThat(runs).hasValue(3);
      assertThat(bed.store.tasks().list(second).stream().filter(t -> t.stepKey() != null))
          .hasSize(5)
          .allSatisfy(row -> assertThat(row.disposition()).isEqualTo("CACHED"));
      assertThat(bed.store.audit().verify(List.of()).ok()).isTrue();
    }
  }

  @Test
  void equalTasksSideBySideAreComputedOnce() {
    Task[] tasks = new Task[6];
    Arrays.setAll(tasks, i -> task("t" + i, "sum", "{'add': 2}"));
    try (TestBed bed = new TestBed(home, sum);
        Server server = new Server(bed)) {
      String run = bed.submit(tasks);
      assertThat(server.walk(run).state()).isEqualTo(RunState.SUCCESS);
      assertThat(runs).hasValue(1);
      assertThat(bed.store.tasks().list(run))
          .extracting(row -> String.valueOf(row.disposition()))
          .containsOnlyOnce("EXECUTED");
    }
  }

  @Test
  void aFailureEndsWhatIsBehindItAndItsSiblingsGoOn() {
    Kind<None> broken =
        TestOperators.operator(
            "broken",
            (parameters, context) -> {
              throw new FatalTaskException("broken for good");
            });
    try (TestBed bed = new TestBed(home, sum, broken);
        Server server = new Server(bed)) {
      TaskSettings patient = TaskSettings.builder().retries(3).build();
      String run =
          bed.submit(
              with(patient, task("a", "broken", "{}")),
              task("b", "sum", "{'add': 1}", "n=a.n"),
              task("c", "sum", "{'add': 2}"));
      RunSummary end = server.walk(run);
      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).isEqualTo("failed: a");
      assertThat(states(bed, run))
          .isEqualTo(Map.of("a", "failed", "b", "upstream_failed", "c", "success"));
      assertThat(bed.task(run, "a").failureText()).isEqualTo("broken for good");
      assertThat(bed.task(run, "a").tryNumber()).isEqualTo(1);
    }
  }

  /** A counter that from 100 on is slow, so that it can be stopped, until it is opened. */
  private static final class Gate {
    final AtomicLong began = new AtomicLong(-1);
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch opened = new CountDownLatch(1);

    Kind<Count> counter() {
      return TestOperators.counter(
          i -> {
            began.compareAndSet(-1, i);
            if (i >= 100 && !opened.await(5, TimeUnit.MILLISECONDS)) {
              reached.countDown();
            }
          });
    }
  }

  @Test
  void aStoppedProcessCheckpointsAndAResumedRunGoesOnFromThere() throws Exception {
    Gate gate = new Gate();
    String run;
    try (TestBed bed = new TestBed(home, Duration.ofDays(1), gate.counter(), sum)) {
      try (Server server = new Server(bed)) {
        run =
            bed.submit(
                task("a", "counter", "{'until': 2000}"), task("b", "sum", "{'add': 1}", "n=a.n"));
        server.client.start(run);
        assertThat(gate.reached.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.workers.stop(Duration.ofSeconds(20))).isTrue();
      }
      assertThat(bed.attempts(run, "a"))
          .extracting(attempt -> attempt.state())
          .containsExactly("LOST");
      assertThat(bed.store.runs().find(run).orElseThrow().state()).isEqualTo("running");
    }
    Gate open = new Gate();
    open.opened.countDown();
    try (TestBed bed = new TestBed(home, open.counter(), sum);
        Server server = new Server(bed)) {
      RunStart.resume(bed.store, bed.catalog, run);
      assertThat(server.walk(run).state()).isEqualTo(RunState.SUCCESS);
      assertThat(open.began.get()).isGreaterThanOrEqualTo(100);
      assertThat(bed.task(run, "b").resultJson()).isEqualTo("{\"value\":2001}");
      assertThat(bed.task(run, "a").tryNumber()).as("no try was used").isEqualTo(1);
    }
  }

  @Test
  void aCancelledRunStopsAndCanBeResumed() throws Exception {
    Gate gate = new Gate();
    try (TestBed bed = new TestBed(home, Duration.ofDays(1), gate.counter(), sum);
        Server server = new Server(bed)) {
      String run =
          bed.submit(
              task("a", "counter", "{'until': 1000}"), task("b", "sum", "{'add': 1}", "n=a.n"));
      server.client.start(run);
      assertThat(gate.reached.await(30, TimeUnit.SECONDS)).isTrue();
      RunControl.requestCancel(bed.store, run);
      assertThat(server.client.cancel(run, "")).isTrue();
      RunSummary end = server.result(run);
      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).isEqualTo("cancelled");
      assertThat(states(bed, run)).isEqualTo(Map.of("a", "failed", "b", "none"));

      gate.opened.countDown();
      RunStart.resume(bed.store, bed.catalog, run);
      assertThat(server.walk(run).state()).isEqualTo(RunState.SUCCESS);
      assertThat(bed.task(run, "b").resultJson()).isEqualTo("{\"value\":1001}");
    }
  }
}
