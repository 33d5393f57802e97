package io.espalier.run;

import io.espalier.dag.Flow;
import io.espalier.dag.TaskNode;
import io.espalier.state.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The outer boundary of the workflow: a run in memory that keeps every change it was told of. */
final class FakeStore implements RunActivities {
  static final String LOGICAL_DATE = "2026-11-21T00:00:00Z";

  private final List<TaskNode> nodes;
  private final Map<String, TaskChange> rows = new LinkedHashMap<>();
  private final Map<String, String> returnValues = new LinkedHashMap<>();
  private final List<TaskChange> log = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private @Nullable RunSummary end;

  /** The server's clock, in milliseconds. */
  LongSupplier clock = () -> 0;

  /** How often the next calls of record fail. */
  final AtomicInteger outages = new AtomicInteger();

  final AtomicInteger loads = new AtomicInteger();

  /** Runs before each call that the walk makes. */
  Runnable before = () -> {};

  FakeStore(List<TaskNode> nodes) {
    this.nodes = nodes;
  }

  @Override
  public RunSnapshot load(String runId) {
    before.run();
    return loaded();
  }

  private synchronized RunSnapshot loaded() {
    loads.incrementAndGet();
    return new RunSnapshot("pruning", LOGICAL_DATE, nodes, rows, returnValues, null);
  }

  @Override
  public void record(String runId, List<TaskChange> changes) {
    before.run();
    recorded(changes);
  }

  private synchronized void recorded(List<TaskChange> changes) {
    if (outages.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new IllegalStateException("the store is away");
    }
    for (TaskChange change : changes) {
      if (state(change.taskId()) != TaskState.SUCCESS) {
        rows.put(change.taskId(), change);
        log.add(change);
        times.add(clock.getAsLong());
      }
    }
  }

  @Override
  public synchronized void finish(String runId, RunSummary summary) {
    end = summary;
  }

  /** What a step's claim does. */
  synchronized void begin(TaskCall call) {
    TaskChange running =
        new TaskChange(
            call.taskId(),
            TaskState.RUNNING,
            call.tryNumber(),
            call.maxTries(),
            call.lostWorkers(),
            null,
            null);
    recorded(List.of(running));
  }

  /** What a step's commit does. */
  synchronized void succeed(TaskCall call, String returnValue) {
    rows.put(
        call.taskId(),
        new TaskChange(call.taskId(), TaskState.SUCCESS, call.tryNumber(), 0, 0, null, null));
    if (node(call.taskId()).flow() != Flow.WORK) {
      returnValues.put(call.taskId(), returnValue);
    }
  }

  /** Puts a row as an earlier process left it. */
  synchronized void left(String taskId, TaskState state, int tryNumber, int maxTries) {
    rows.put(taskId, new TaskChange(taskId, state, tryNumber, maxTries, 0, null, null));
  }

  synchronized void put(TaskChange row) {
    rows.put(row.taskId(), row);
  }

  synchronized TaskState state(String taskId) {
    TaskChange row = rows.get(taskId);
    return row == null ? TaskState.NONE : row.state();
  }

  synchronized TaskChange row(String taskId) {
    return Objects.requireNonNull(rows.get(taskId));
  }

  synchronized RunSummary end() {
    return Objects.requireNonNull(end);
  }

  /** The states that were recorded for a task, in order. */
  synchronized List<TaskState> recorded(String taskId) {
    return log.stream().filter(c -> c.taskId().equals(taskId)).map(TaskChange::state).toList();
  }

  /** The waits that were recorded for a task, in whole seconds of the server's clock. */
  synchronized List<Long> waits(String taskId) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      String next = log.get(i).nextTryAt();
      if (log.get(i).taskId().equals(taskId) && next != null) {
        long millis = Instant.parse(next).toEpochMilli() - times.get(i);
        waits.add(Math.round(millis / 1000.0));
      }
    }
    return waits;
  }

  private TaskNode node(String taskId) {
    return nodes.stream().filter(n -> n.taskId().equals(taskId)).findFirst().orElseThrow();
  }
}
