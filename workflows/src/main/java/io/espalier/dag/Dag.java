package io.espalier.dag;

import java.util.List;

/**
 * A named set of tasks; edges are the nodes' upstream ids.
 *
 * @param dagId the experiment's name
 * @param tasks in topological order; given in another one, they are sorted
 */
public record Dag(String dagId, List<Task> tasks) {
  /**
   * Checks the Dag as a whole.
   *
   * @throws IllegalArgumentException for an id that is none or is there twice, an upstream task
   *     that is not there, a cycle, a setup that is followed by a task with another rule than
   *     all_success, or an input from a task that is not upstream
   */
  public Dag {
    Ids.key("dag_id", dagId);
    tasks = DagCheck.checked(tasks);
  }

  /** What the walk needs of each task, in topological order. */
  public List<TaskNode> nodes() {
    return tasks.stream().map(Task::node).toList();
  }
}
