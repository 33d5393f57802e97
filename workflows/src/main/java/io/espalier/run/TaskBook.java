package io.espalier.run;

import io.espalier.dag.TaskNode;
import io.espalier.state.TaskState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All tasks of a walk, and which of them changed since they were last recorded. */
final class TaskBook {
  private final Map<String, TaskEntry> entries = new LinkedHashMap<>();
  private final Map<String, TaskState> states = new LinkedHashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final boolean recordsAll;

  /**
   * A book with what is recorded.
   *
   * @param recordsAll whether even that is to be recorded which follows from the other states, as
   *     earlier walks did
   */
  TaskBook(RunSnapshot run, boolean recordsAll) {
    this.recordsAll = recordsAll;
    for (TaskNode node : run.nodes()) {
      TaskEntry entry = new TaskEntry(node, run.recorded().get(node.taskId()));
      entries.put(node.taskId(), entry);
      states.put(node.taskId(), entry.state);
    }
  }

  TaskEntry entry(String taskId) {
    TaskEntry entry = entries.get(taskId);
    if (entry == null) {
      throw new IllegalArgumentException("task_id: " + taskId + " (expected: a task of the run)");
    }
    return entry;
  }

  Collection<TaskEntry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  /** The states of all tasks, as they are now. */
  Map<String, TaskState> states() {
    return Collections.unmodifiableMap(states);
  }

  /** Sets a state that the walk decided without running the task. */
  void set(String taskId, TaskState state, @Nullable String reason) {
    TaskEntry entry = entry(taskId);
    entry.state = state;
    entry.reason = reason;
    entry.nextTryAt = null;
    changed(entry);
  }

  /** Says that an entry was changed. Success is not recorded here: the step's commit does. */
  void changed(TaskEntry entry) {
    states.put(entry.node.taskId(), entry.state);
    if (entry.state == TaskState.SUCCESS) {
      changed.remove(entry.node.taskId());
    } else {
      changed.add(entry.node.taskId());
    }
  }

  /** What is to be recorded; empty after the call. */
  List<TaskChange> takeChanges() {
    List<TaskChange> changes = new ArrayList<>();
    for (String id : changed) {
      TaskEntry entry = entry(id);
      if (recordsAll || entry.toBeRecorded()) {
        changes.add(entry.change());
        entry.recorded();
      }
    }
    changed.clear();
    return changes;
  }

  /** Number of tasks in each state. */
  Map<TaskState, Integer> counts() {
    Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
    states.values().forEach(state -> counts.merge(state, 1, Integer::sum));
    return counts;
  }

  /** Ids of the tasks in a state, in topological order. */
  List<String> in(TaskState state) {
    List<String> ids = new ArrayList<>();
    states.forEach(
        (id, s) -> {
          if (s == state) {
            ids.add(id);
          }
        });
    return ids;
  }
}
