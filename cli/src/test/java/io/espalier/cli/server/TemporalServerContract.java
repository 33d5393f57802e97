package io.espalier.cli.server;

import static io.espalier.cli.server.MemoryRun.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.run.RunClient;
import io.espalier.run.RunSummary;
import io.espalier.run.TaskFailure;
import io.espalier.run.Workers;
import io.espalier.run.slot.TaskSlots;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What any Temporal server must do for a run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TemporalServerContract {
  static final TaskSettings PLAIN = TaskSettings.DEFAULTS;
  private final String scope = UUID.randomUUID().toString();
  private TemporalServer server;
  RunClient client;

  abstract TemporalServer open();

  @BeforeAll
  void start() {
    server = open();
    client = new RunClient(server.client(), scope);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aRunIsWalkedToItsEnd() {
    MemoryRun run =
        new MemoryRun(
            task("a", PLAIN),
            task("b", PLAIN, "a"),
            task("c", PLAIN, "a"),
            task("d", PLAIN, "b", "c"));
    try (Workers workers = workers(run)) {
      RunSummary end = walk("happy");

      assertThat(end)
          .isEqualTo(new RunSummary(RunState.SUCCESS, "", Map.of(TaskState.SUCCESS, 4)))
          .isEqualTo(run.end);
      assertThat(run.order()).startsWith("a").endsWith("d").hasSize(4);
      assertThat(workers.stop(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void aWaitForTheNextTryTakesRealTime() {
    TaskSettings patient = TaskSettings.builder().retries(1).retryDelaySeconds(2).build();
    MemoryRun run = new MemoryRun(task("a", patient));
    List<Long> starts = new CopyOnWriteArrayList<>();
    run.when(
        "a",
        call -> {
          starts.add(System.nanoTime());
          if (call.tryNumber() == 1) {
            throw ApplicationFailure.newFailure("once", TaskFailure.FAILED.name());
          }
          return "null";
        });
    try (Workers workers = workers(run)) {
      assertThat(walk("retry").state()).isEqualTo(RunState.SUCCESS);
      assertThat(starts.get(1) - starts.get(0)).isGreaterThan(Duration.ofMillis(1900).toNanos());
      assertThat(workers).isNotNull();
    }
  }

  @Test
  void aCancellationReachesARunningTask() {
    MemoryRun run = new MemoryRun(task("long", PLAIN), task("after", PLAIN, "long"));
    run.when("long", call -> beatUntilStopped());
    try (Workers workers = workers(run)) {
      client.start(scoped("cancel"));
      await(() -> run.state("long") == TaskState.RUNNING);

      assertThat(client.running(scoped("cancel"))).isTrue();
      assertThat(client.cancel(scoped("cancel"), "by hand")).isTrue();
      RunSummary end = result("cancel");

      assertThat(end.state()).isEqualTo(RunState.FAILED);
      assertThat(end.reason()).isEqualTo("cancelled");
      assertThat(run.state("long")).isEqualTo(TaskState.FAILED);
      assertThat(run.state("after")).isEqualTo(TaskState.NONE);
      assertThat(client.running(scoped("cancel"))).isFalse();
      assertThat(client.running("never-started")).isFalse();
      assertThat(workers).isNotNull();
    }
  }

  @Test
  void aLargeDagFitsThroughTheServer() {
    List<TaskNode> nodes = new ArrayList<>();
    nodes.add(task("start", PLAIN));
    for (int i = 0; i < 3000; i++) {
      nodes.add(task("r%04d.a_rather_long_name_of_an_arm.01.train".formatted(i), PLAIN, "start"));
    }
    MemoryRun run = new MemoryRun(nodes.toArray(TaskNode[]::new));
    run.when(
        "start",
        call -> {
          throw ApplicationFailure.newFailure("no", TaskFailure.FATAL.name());
        });
    try (Workers workers = workers(run)) {
      assertThat(walk("large").tasks()).containsEntry(TaskState.UPSTREAM_FAILED, 3000);
      assertThat(workers).isNotNull();
    }
  }

  /** A real server refuses a workflow that has more than 2,000 activities under way. */
  @Test
  void moreReadyTasksThanAServerHoldsOfOneWorkflowAreWalkedAFewHundredAtATime() {
    TaskNode[] nodes = new TaskNode[2_100];
    Arrays.setAll(nodes, i -> task("t%04d".formatted(i), PLAIN));
    MemoryRun run = new MemoryRun(nodes);
    try (Workers workers = workers(run, 16)) {
      client.start(scoped("wide"));
      await(() -> run.calls.size() > 450);
      server
          .client()
          .newUntypedWorkflowStub(RunClient.workflowId(scoped("wide")) + "@" + scope)
          .terminate("enough is seen");
      assertThat(run.order()).doesNotHaveDuplicates();
      assertThat(workers).isNotNull();
    }
  }

  final Workers workers(MemoryRun run) {
    return workers(run, 2);
  }

  private Workers workers(MemoryRun run, int slots) {
    return Workers.start(
        server.client(), scope, run, run, List.of("default"), TaskSlots.alone(slots));
  }

  final RunSummary walk(String name) {
    client.start(scoped(name));
    return result(name);
  }

  private RunSummary result(String name) {
    return client.result(scoped(name)).orTimeout(60, TimeUnit.SECONDS).join();
  }

  final String scoped(String name) {
    return name + "-" + scope;
  }

  static String beatUntilStopped() {
    while (true) {
      Activity.getExecutionContext().heartbeat(0.5);
      LockSupport.parkNanos(5_000_000);
    }
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 30 s").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
