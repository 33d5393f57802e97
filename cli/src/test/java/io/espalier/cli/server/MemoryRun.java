package io.espalier.cli.server;

import io.espalier.dag.Flow;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.run.RunActivities;
import io.espalier.run.RunSnapshot;
import io.espalier.run.RunSummary;
import io.espalier.run.TaskActivities;
import io.espalier.run.TaskCall;
import io.espalier.run.TaskChange;
import io.espalier.run.TaskResult;
import io.espalier.state.TaskState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run in memory, on both sides of the workflow: its store and its tasks. */
final class MemoryRun implements RunActivities, TaskActivities {
  private final List<TaskNode> nodes;
  private final Map<String, TaskChange> rows = new ConcurrentHashMap<>();
  private final Map<String, Function<TaskCall, String>> behaviours = new ConcurrentHashMap<>();
  final List<TaskCall> calls = new CopyOnWriteArrayList<>();
  volatile @Nullable RunSummary end;

  MemoryRun(TaskNode... nodes) {
    this.nodes = List.of(nodes);
  }

  static TaskNode task(String id, TaskSettings settings, String... upstream) {
    return new TaskNode(id, Arrays.asList(upstream), settings, Flow.WORK);
  }

  MemoryRun when(String taskId, Function<TaskCall, String> behaviour) {
    behaviours.put(taskId, behaviour);
    return this;
  }

  TaskState state(String taskId) {
    TaskChange row = rows.get(taskId);
    return row == null ? TaskState.NONE : row.state();
  }

  List<String> order() {
    return calls.stream().map(TaskCall::taskId).toList();
  }

  @Override
  public String toString() {
    return rows.toString();
  }

  @Override
  public TaskResult execute(TaskCall call) {
    calls.add(call);
    put(call, TaskState.RUNNING);
    String value = behaviours.getOrDefault(call.taskId(), c -> "null").apply(call);
    put(call, TaskState.SUCCESS);
    return new TaskResult(false, value);
  }

  private void put(TaskCall call, TaskState state) {
    rows.put(
        call.taskId(),
        new TaskChange(call.taskId(), state, call.tryNumber(), call.maxTries(), 0, null, null));
  }

  @Override
  public RunSnapshot load(String runId) {
    return new RunSnapshot(
        "dag", "2026-11-21T00:00:00Z", nodes, new HashMap<>(rows), Map.of(), null);
  }

  @Override
  public void record(String runId, List<TaskChange> changes) {
    for (TaskChange change : changes) {
      if (state(change.taskId()) != TaskState.SUCCESS) {
        rows.put(change.taskId(), change);
      }
    }
  }

  @Override
  public void finish(String runId, RunSummary summary) {
    end = summary;
  }
}
