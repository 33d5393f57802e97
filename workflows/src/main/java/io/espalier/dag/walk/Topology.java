package io.espalier.dag.walk;

import io.espalier.dag.TaskNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The edges of a Dag, both ways. Every collection is in the order of the nodes, so that whatever is
 * decided from it is decided in the same order each time. Immutable.
 */
public final class Topology {
  private final Map<String, TaskNode> nodes = new LinkedHashMap<>();
  private final Map<String, List<String>> downstream = new LinkedHashMap<>();

  /**
   * Reads the edges.
   *
   * @param nodes in topological order, each id once, upstream ids among them
   */
  public Topology(List<TaskNode> nodes) {
    for (TaskNode node : nodes) {
      this.nodes.put(node.taskId(), node);
      downstream.put(node.taskId(), new ArrayList<>());
    }
    for (TaskNode node : nodes) {
      node.upstream().forEach(id -> downstreamOf(id).add(node.taskId()));
    }
  }

  /** All ids, in topological order. */
  public Set<String> ids() {
    return nodes.keySet();
  }

  /** Whether any task is a teardown. */
  public boolean hasTeardowns() {
    return nodes.values().stream().anyMatch(node -> node.settings().teardown());
  }

  /** Whether there is such a task. */
  public boolean contains(String taskId) {
    return nodes.containsKey(taskId);
  }

  /**
   * One task.
   *
   * @throws IllegalArgumentException for an unknown id
   */
  public TaskNode node(String taskId) {
    TaskNode node = nodes.get(taskId);
    if (node == null) {
      throw new IllegalArgumentException("task_id: " + taskId + " (expected: a task of the Dag)");
    }
    return node;
  }

  /** Direct upstream tasks. */
  public List<String> upstream(String taskId) {
    return node(taskId).upstream();
  }

  /** Direct downstream tasks. */
  public List<String> downstream(String taskId) {
    return Collections.unmodifiableList(downstreamOf(taskId));
  }

  /** Every task that this one follows, directly or not. */
  public Set<String> allUpstream(String taskId) {
    return reach(taskId, true);
  }

  /** Every task that follows this one, directly or not. */
  public Set<String> allDownstream(String taskId) {
    return reach(taskId, false);
  }

  private List<String> downstreamOf(String taskId) {
    List<String> found = downstream.get(taskId);
    if (found == null) {
      throw new IllegalArgumentException("task_id: " + taskId + " (expected: a task of the Dag)");
    }
    return found;
  }

  private Set<String> reach(String from, boolean up) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(up ? upstream(from) : downstreamOf(from));
    while (!open.isEmpty()) {
      String id = open.removeFirst();
      if (seen.add(id)) {
        open.addAll(up ? upstream(id) : downstreamOf(id));
      }
    }
    return seen;
  }
}
