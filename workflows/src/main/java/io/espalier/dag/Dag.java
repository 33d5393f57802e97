package io.espalier.dag;

import java.util.List;

/**
 * A named set of tasks; edges are the nodes' upstream ids.
 *
 * @param dagId the experiment's name
 * @param tasks in topological order
 */
public record Dag(String dagId, List<Task> tasks) {
  public Dag {
    tasks = List.copyOf(tasks);
  }

  /** What the walk needs of each task, in topological order. */
  public List<TaskNode> nodes() {
    return tasks.stream().map(Task::node).toList();
  }
}
