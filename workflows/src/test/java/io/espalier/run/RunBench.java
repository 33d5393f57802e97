package io.espalier.run;

import io.espalier.dag.Flow;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.run.payload.Payloads;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A walk on Temporal's in-memory server, with time that skips ahead while nothing runs. */
final class RunBench implements AutoCloseable {
  private static final AtomicInteger RUNS = new AtomicInteger();

  final String runId = "run-" + RUNS.incrementAndGet();
  final FakeStore store;
  final FakeTasks tasks;
  final TestWorkflowEnvironment env;
  final RunClient client;
  private final Workers workers;

  RunBench(TaskNode... nodes) {
    this(WalkLimits.DEFAULT, nodes);
  }

  RunBench(WalkLimits limits, TaskNode... nodes) {
    store = new FakeStore(List.of(nodes));
    tasks = new FakeTasks(store);
    env =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(Payloads.clientOptions("default"))
                .build());
    store.clock = env::currentTimeMillis;
    client = new RunClient(env.getWorkflowClient(), "");
    workers = Workers.start(env.getWorkflowClient(), "", store, tasks, List.of("cpu"), 4, limits);
  }

  /** Walks to the end. */
  RunSummary run() {
    client.start(runId);
    return result();
  }

  /** The end of the run. The server's time skips ahead only while somebody waits in this way. */
  RunSummary result() {
    try {
      return env.getWorkflowClient()
          .newUntypedWorkflowStub(RunClient.workflowId(runId))
          .getResult(60, TimeUnit.SECONDS, RunSummary.class);
    } catch (TimeoutException e) {
      throw new AssertionError("the run did not end", e);
    }
  }

  /** Seconds on the server's own clock. */
  long seconds() {
    return env.currentTimeMillis() / 1000;
  }

  static void await(BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + limit);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  static TaskNode task(String id, String... upstream) {
    return task(id, TaskSettings.DEFAULTS, upstream);
  }

  static TaskNode task(String id, TaskSettings settings, String... upstream) {
    return new TaskNode(id, Arrays.stream(upstream).sorted().toList(), settings, Flow.WORK);
  }

  static TaskNode branch(String id, String... upstream) {
    return new TaskNode(
        id, Arrays.stream(upstream).sorted().toList(), TaskSettings.DEFAULTS, Flow.BRANCH);
  }

  static TaskNode shortCircuit(String id, String... upstream) {
    return new TaskNode(
        id, Arrays.stream(upstream).sorted().toList(), TaskSettings.DEFAULTS, Flow.SHORT_CIRCUIT);
  }

  @Override
  public void close() {
    workers.stop(Duration.ofSeconds(2));
    env.close();
  }
}
