package io.espalier.dag;

import java.util.List;

/**
 * What the walk needs to know of a task: nothing of its parameters or data.
 *
 * @param taskId Airflow's task id, groups included: {@code r1.ticket.03.prune}
 * @param upstream ids of the direct upstream tasks, sorted, each once
 * @param settings retries, trigger rule and so on
 * @param flow how its result steers what follows
 */
public record TaskNode(String taskId, List<String> upstream, TaskSettings settings, Flow flow) {
  public TaskNode {
    upstream = upstream.stream().distinct().sorted().toList();
  }
}
