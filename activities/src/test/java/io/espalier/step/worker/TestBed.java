package io.espalier.step.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.Dag;
import io.espalier.dag.Flow;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.run.TaskCall;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.step.Parameters;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.task.TaskRecord;
import io.temporal.failure.ApplicationFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** A real store, operators of the test and a worker over them. */
public final class TestBed implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

  /** Nobody ends the task. */
  static final Pulse.Heart CALM = fraction -> {};

  final Path home;
  public final Store store;
  public final Catalog catalog;
  final TaskWorker worker;

  TestBed(Path home, Descriptor... operators) {
    this(home, Duration.ofSeconds(10), operators);
  }

  TestBed(Path home, Duration checkpointEvery, Descriptor... operators) {
    this.home = home;
    this.store = Stores.own(home, "test");
    this.catalog = new Catalog(List.of(operators), Map.of());
    this.worker = worker("worker-1", checkpointEvery, catalog);
  }

  TaskWorker worker(String name, Duration checkpointEvery, Catalog known) {
    return new TaskWorker(store, known, List.of(), new WorkerSettings(name, 2, checkpointEvery));
  }

  /** A task; parameters as JSON with single quotes, inputs as {@code role=task.output}. */
  static Task task(String id, String operator, String parameters, String... inputs) {
    return task(id, operator, 1, parameters, Flow.WORK, inputs);
  }

  static Task task(
      String id, String operator, int version, String parameters, Flow flow, String... inputs) {
    List<TaskInput> wired = new ArrayList<>();
    for (String input : inputs) {
      String role = input.substring(0, input.indexOf('='));
      String from = input.substring(input.indexOf('=') + 1);
      int ordinal = (int) wired.stream().filter(other -> other.role().equals(role)).count();
      int dot = from.lastIndexOf('.');
      wired.add(
          dot < 0
              ? new TaskInput(role, ordinal, null, null, from)
              : new TaskInput(
                  role, ordinal, from.substring(0, dot), from.substring(dot + 1), null));
    }
    List<String> upstream =
        wired.stream()
            .map(TaskInput::fromTask)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    TaskNode node = new TaskNode(id, upstream, TaskSettings.DEFAULTS, flow);
    List<RandomStream> streams = List.of(new RandomStream("noise", 42, List.of(1L)));
    return new Task(node, operator, version, json(parameters), wired, streams, Place.NONE);
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) Parameters.MAPPER.readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Plan plan(Task... tasks) {
    return new Plan(
        PlanJson.VERSION,
        json("{'name': 'test', 'seed': 42}"),
        "none",
        new Dag("test", List.of(tasks)),
        List.of(),
        Map.of());
  }

  /** Submits a run of these tasks and gives its id. */
  String submit(Task... tasks) {
    return RunStart.submit(store, plan(tasks), NOW).runId();
  }

  /** Makes a run ready to be walked again. */
  RunRecord resume(String runId) {
    return RunStart.resume(store, catalog, runId, store.audit().last(runId)).orElseThrow();
  }

  TaskResult execute(String runId, String taskId) {
    return execute(runId, taskId, 1, CALM);
  }

  TaskResult execute(String runId, String taskId, int tryNumber, Pulse.Heart heart) {
    return worker.execute(new TaskCall(runId, taskId, tryNumber), heart);
  }

  /** Executes a task that must end as {@code kind}, and gives the message. */
  String failure(TaskFailure kind, String runId, String taskId) {
    return failure(kind, runId, taskId, 1, CALM);
  }

  String failure(TaskFailure kind, String runId, String taskId, int tryNumber, Pulse.Heart heart) {
    return failure(kind, () -> execute(runId, taskId, tryNumber, heart));
  }

  static String failure(TaskFailure kind, Supplier<TaskResult> execution) {
    TaskResult result;
    try {
      result = execution.get();
    } catch (ApplicationFailure failure) {
      if (!kind.name().equals(failure.getType())) {
        throw new AssertionError("expected " + kind + ", but was " + failure.getType(), failure);
      }
      return failure.getOriginalMessage();
    }
    throw new AssertionError("expected " + kind + ", but was " + result);
  }

  TaskRecord task(String runId, String taskId) {
    return store.tasks().find(runId, taskId).orElseThrow();
  }

  List<AttemptRecord> attempts(String runId, String taskId) {
    return store.steps().attempts(Objects.requireNonNull(task(runId, taskId).stepKey()));
  }

  /** The log of the latest attempt at a task's step, once it has ended. */
  String log(String runId, String taskId) {
    List<AttemptRecord> attempts = attempts(runId, taskId);
    String digest = Objects.requireNonNull(attempts.get(attempts.size() - 1).logDigest());
    return new String(store.artifacts().read(digest), StandardCharsets.UTF_8);
  }

  /** Digest of the output {@code role} that a task's step recorded. */
  String output(String runId, String taskId, String role) {
    return store.tasks().outputs(runId, taskId).stream()
        .filter(output -> output.role().equals(role))
        .map(output -> output.artifact().sha256())
        .findFirst()
        .orElseThrow();
  }

  Path file(String digest) {
    return home.resolve("objects/sha256").resolve(digest.substring(0, 2)).resolve(digest);
  }

  /** Whatever was done, rows say what the audit chains recorded. */
  @Override
  public void close() {
    worker.close();
    try {
      assertThat(store.audit().verify(List.of()).problems()).isEmpty();
    } finally {
      store.close();
    }
  }

  /** A task as it is, with other settings. */
  static Task with(TaskSettings settings, Task task) {
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
}
