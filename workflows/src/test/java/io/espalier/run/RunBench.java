package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import io.espalier.dag.Flow;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.run.payload.Payloads;
import io.espalier.run.slot.TaskSlots;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.testservice.v1.LockTimeSkippingRequest;
import io.temporal.api.testservice.v1.TestServiceGrpc;
import io.temporal.api.testservice.v1.UnlockTimeSkippingRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A walk on Temporal's in-memory server, with time that skips ahead while nothing runs. */
final class RunBench implements AutoCloseable {
  private static final String NAMESPACE = "espalier-tests";
  private static final AtomicInteger RUNS = new AtomicInteger();

  final String runId = "run-" + RUNS.incrementAndGet();
  final FakeStore store;
  final FakeTasks tasks;
  final TestWorkflowEnvironment env;
  final RunClient client;
  private final String scope;
  private final WalkLimits limits;
  private final Workers workers;

  RunBench(TaskNode... nodes) {
    this(WalkLimits.DEFAULT, nodes);
  }

  RunBench(WalkLimits limits, TaskNode... nodes) {
    this(
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(Payloads.clientOptions("default"))
            .build(),
        "",
        limits,
        nodes);
  }

  /** A walk on a real server, whose time does not skip. */
  static RunBench at(String address, TaskNode... nodes) {
    TestEnvironmentOptions options =
        TestEnvironmentOptions.newBuilder()
            .setUseExternalService(true)
            .setTarget(address)
            .setWorkflowClientOptions(Payloads.clientOptions(NAMESPACE))
            .build();
    return new RunBench(options, UUID.randomUUID().toString(), WalkLimits.DEFAULT, nodes);
  }

  private RunBench(
      TestEnvironmentOptions options, String scope, WalkLimits limits, TaskNode... nodes) {
    this.scope = scope;
    this.limits = limits;
    store = new FakeStore(List.of(nodes));
    tasks = new FakeTasks(store);
    env = TestWorkflowEnvironment.newInstance(options);
    client = new RunClient(env.getWorkflowClient(), scope);
    if (!scope.isEmpty()) {
      registerNamespace();
    }
    store.clock = env::currentTimeMillis;
    workers = workers("cpu");
  }

  /** More workers, of a queue. */
  Workers workers(String queue) {
    return workers(queue, limits);
  }

  /** Workers of another build, whose limits differ. */
  Workers workers(String queue, WalkLimits limits) {
    return Workers.start(
        env.getWorkflowClient(), scope, store, tasks, List.of(queue), TaskSlots.alone(4), limits);
  }

  /** Stops the workers that the bench began with. */
  void stop() {
    workers.stop(Duration.ofSeconds(2));
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
          .newUntypedWorkflowStub(workflow())
          .getResult(60, TimeUnit.SECONDS, RunSummary.class);
    } catch (TimeoutException e) {
      throw new AssertionError("the run did not end", e);
    }
  }

  /**
   * Lets time skip ahead during an action: the server holds its clock while a task is in a queue,
   * once for each, and while nobody waits for a result.
   */
  void skipWhileOneTaskHasNoWorker(Runnable action) {
    var clock = TestServiceGrpc.newBlockingStub(env.getWorkflowServiceStubs().getRawChannel());
    for (int i = 0; i < 2; i++) {
      var unused = clock.unlockTimeSkipping(UnlockTimeSkippingRequest.getDefaultInstance());
    }
    action.run();
    for (int i = 0; i < 2; i++) {
      var unused = clock.lockTimeSkipping(LockTimeSkippingRequest.getDefaultInstance());
    }
  }

  /** Temporal's id of the workflow. */
  String workflow() {
    return RunClient.workflowId(runId) + Queues.suffix(scope);
  }

  /** Makes the namespace where it is missing, and waits until the server knows it. */
  private void registerNamespace() {
    var server = env.getWorkflowServiceStubs().blockingStub();
    try {
      var unused =
          server.registerNamespace(
              RegisterNamespaceRequest.newBuilder()
                  .setNamespace(NAMESPACE)
                  .setWorkflowExecutionRetentionPeriod(Durations.fromDays(1))
                  .build());
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    }
    await(
        () -> {
          try {
            return !client.running(runId);
          } catch (StatusRuntimeException notYet) {
            return false;
          }
        },
        Duration.ofMinutes(1));
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
    stop();
    env.close();
  }
}
