package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.Flow;
import io.espalier.dag.Task;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.run.RunClient;
import io.espalier.run.RunSummary;
import io.espalier.run.Workers;
import io.espalier.run.payload.Payloads;
import io.espalier.run.slot.TaskSlots;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.step.FatalTaskException;
import io.espalier.step.worker.TestOperators.Add;
import io.espalier.step.worker.TestOperators.Count;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.step.worker.TestOperators.None;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.Disposition;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
              TaskSlots.alone(4));
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

  private static Task after(String upstream, Task task) {
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

  private static Map<String, TaskState> states(TestBed bed, String run) {
    Map<String, TaskState> states = new java.util.TreeMap<>();
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
      TestBed.with(patient, task("b", "flaky", "{}")),
      task("c", "sum", "{'add': 4}", "n=b.n"),
      task("pick", "choose", 1, "{}", Flow.BRANCH),
      after("pick", task("left", "sum", "{'add': 10}")),
      after("pick", task("right", "sum", "{'add': 20}"))
    };
    try (TestBed bed = new TestBed(home, sum, flaky, choose);
        Server server = new Server(bed)) {
      String first = bed.submit(tasks);
      RunSummary end = server.walk(first);
      assertThat(end.state()).isEqualTo(RunState.SUCCESS);
      assertThat(states(bed, first))
          .isEqualTo(
              Map.of(
                  "a",
                  TaskState.SUCCESS,
                  "b",
                  TaskState.SUCCESS,
                  "c",
                  TaskState.SUCCESS,
                  "pick",
                  TaskState.SUCCESS,
                  "left",
                  TaskState.SUCCESS,
                  "right",
                  TaskState.SKIPPED));
      assertThat(bed.task(first, "b").tryNumber()).isEqualTo(3);
      assertThat(bed.task(first, "c").resultJson()).isEqualTo("{\"value\":9}");
      assertThat(bed.store.runs().find(first).orElseThrow().state()).isEqualTo(RunState.SUCCESS);
      assertThat(runs).hasValue(3);

      String second = bed.submit(tasks);
      assertThat(server.walk(second).state()).isEqualTo(RunState.SUCCESS);
      assertThat(runs).hasValue(3);
      assertThat(bed.store.tasks().list(second).stream().filter(t -> t.stepKey() != null))
          .hasSize(5)
          .allSatisfy(row -> assertThat(row.disposition()).isEqualTo(Disposition.CACHED));
      assertThat(bed.store.audit().verify(List.of()).ok()).isTrue();
    }
  }

  @Test
  void aTryThatIsLateIsUsedUpAndTheNextOneRuns() {
    AtomicInteger tries = new AtomicInteger();
    Kind<None> slow =
        TestOperators.operator(
            "slow",
            (parameters, context) ->
                tries.incrementAndGet() == 1
                    ? new CountDownLatch(1).await(20, TimeUnit.SECONDS)
                    : "in time");
    TaskSettings limited =
        TaskSettings.builder()
            .executionTimeoutSeconds(0.5)
            .retries(1)
            .retryDelaySeconds(0.1)
            .build();
    try (TestBed bed = new TestBed(home, slow);
        Server server = new Server(bed)) {
      String run = bed.submit(TestBed.with(limited, task("a", "slow", "{}")));
      assertThat(server.walk(run).state()).isEqualTo(RunState.SUCCESS);
      assertThat(bed.task(run, "a").tryNumber()).isEqualTo(2);
      assertThat(bed.attempts(run, "a"))
          .extracting(attempt -> String.valueOf(attempt.failureText()))
          .first()
          .isEqualTo("execution_timeout: the operator ran for longer than 0.5 s");
    }
  }

  @Test
  void aTryThatWaitsForAnothersStepIsNotUsedUpByIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    TaskSettings limited = TaskSettings.builder().executionTimeoutSeconds(0.2).build();
    try (TestBed bed = new TestBed(home, TestOperators.sleeper(begun, go));
        Server server = new Server(bed)) {
      String holder = bed.submit(task("a", "sleeper", "{}"));
      server.client.start(holder);
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      String waiter = bed.submit(TestBed.with(limited, task("b", "sleeper", "{}")));
      server.client.start(waiter);
      // longer than b may run
      assertThat(new CountDownLatch(1).await(600, TimeUnit.MILLISECONDS)).isFalse();
      go.countDown();
      assertThat(server.result(holder).state()).isEqualTo(RunState.SUCCESS);
      assertThat(server.result(waiter).state()).isEqualTo(RunState.SUCCESS);
      assertThat(bed.task(waiter, "b").tryNumber()).isEqualTo(1);
    }
  }

  @Test
  void aBranchThatNamesNoTaskFailsAndIsNotRecorded() {
    AtomicInteger tries = new AtomicInteger();
    Kind<None> choose =
        TestOperators.operator(
            "choose", (parameters, context) -> tries.incrementAndGet() == 3 ? "left" : "nowhere");
    TaskSettings patient = TaskSettings.builder().retries(1).retryDelaySeconds(0.1).build();
    try (TestBed bed = new TestBed(home, sum, choose);
        Server server = new Server(bed)) {
      Task pick = TestBed.with(patient, task("pick", "choose", 1, "{}", Flow.BRANCH));
      String run = bed.submit(pick, after("pick", task("left", "sum", "{'add': 10}")));
      RunSummary end = server.walk(run);
      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).isEqualTo("failed: pick");
      assertThat(states(bed, run))
          .isEqualTo(Map.of("pick", TaskState.FAILED, "left", TaskState.UPSTREAM_FAILED));
      assertThat(bed.task(run, "pick").failureText())
          .isEqualTo("pick: branch result \"nowhere\" (expected: a task or group of the Dag)");
      assertThat(bed.log(run, "pick")).contains("branch result \"nowhere\"");

      bed.resume(run);
      assertThat(server.walk(run).state()).isEqualTo(RunState.SUCCESS);
      assertThat(bed.task(run, "pick").tryNumber()).isEqualTo(3);

      String other =
          bed.submit(
              task("pick", "choose", 1, "{}", Flow.BRANCH),
              after("pick", task("right", "sum", "{'add': 10}")));
      assertThat(server.walk(other).reason()).isEqualTo("failed: pick");
      assertThat(bed.task(other, "pick").failureText())
          .contains("\"left\"", "its step is recorded with this result");
    }
  }

  private static Task after(List<String> upstream, TaskSettings settings, Task task) {
    return new Task(
        new TaskNode(task.node().taskId(), upstream, settings, task.node().flow()),
        task.operator(),
        task.operatorVersion(),
        task.parameters(),
        task.inputs(),
        task.streams(),
        task.place());
  }

  @Test
  void aResumedRunSetsUpAgainAndTearsDownBehindTheWork() {
    List<String> order = new CopyOnWriteArrayList<>();
    Kind<Add> log =
        new Kind<>(
            "log",
            Add.class,
            1,
            true,
            (parameters, context) -> {
              order.add(List.of("rent", "ready", "work", "release").get(parameters.add()));
              if (parameters.add() == 2 && order.size() < 5) {
                throw new IllegalStateException("no luck");
              }
              return null;
            });
    Task[] tasks = {
      TestBed.with(TaskSettings.builder().setup().build(), task("rent", "log", "{'add': 0}")),
      after("rent", task("ready", "log", "{'add': 1}")),
      after("ready", task("work", "log", "{'add': 2}")),
      after(
          List.of("rent", "work"),
          TaskSettings.builder().teardown(false).build(),
          task("release", "log", "{'add': 3}"))
    };
    try (TestBed bed = new TestBed(home, log);
        Server server = new Server(bed)) {
      String run = bed.submit(tasks);
      assertThat(server.walk(run).state()).isEqualTo(RunState.FAILED);
      assertThat(order).containsExactly("rent", "ready", "work", "release");

      bed.resume(run);
      assertThat(server.walk(run).state()).isEqualTo(RunState.SUCCESS);
      assertThat(order.subList(4, order.size())).containsExactly("rent", "work", "release");

      order.clear();
      assertThat(server.walk(bed.submit(tasks)).state()).isEqualTo(RunState.SUCCESS);
      assertThat(order).as("only these act on the world").containsExactly("rent", "release");
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
          .extracting(row -> row.disposition())
          .containsOnlyOnce(Disposition.EXECUTED);
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
              TestBed.with(patient, task("a", "broken", "{}")),
              task("b", "sum", "{'add': 1}", "n=a.n"),
              task("c", "sum", "{'add': 2}"));
      RunSummary end = server.walk(run);
      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).isEqualTo("failed: a");
      assertThat(states(bed, run))
          .isEqualTo(
              Map.of(
                  "a", TaskState.FAILED, "b", TaskState.UPSTREAM_FAILED, "c", TaskState.SUCCESS));
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
          .containsExactly(AttemptState.LOST);
      assertThat(bed.store.runs().find(run).orElseThrow().state()).isEqualTo(RunState.RUNNING);
    }
    Gate open = new Gate();
    open.opened.countDown();
    try (TestBed bed = new TestBed(home, open.counter(), sum);
        Server server = new Server(bed)) {
      bed.resume(run);
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
      assertThat(states(bed, run)).isEqualTo(Map.of("a", TaskState.FAILED, "b", TaskState.NONE));

      gate.opened.countDown();
      bed.resume(run);
      assertThat(server.walk(run).state()).isEqualTo(RunState.SUCCESS);
      assertThat(bed.task(run, "b").resultJson()).isEqualTo("{\"value\":1001}");
    }
  }
}
