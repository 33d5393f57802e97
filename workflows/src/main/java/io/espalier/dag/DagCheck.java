package io.espalier.dag;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold for the tasks of a Dag together. */
final class DagCheck {
  private DagCheck() {}

  /** The tasks in topological order; what is ordered already stays as it is. */
  static List<Task> checked(List<Task> tasks) {
    Map<String, Task> byId = byId(tasks);
    for (Task task : tasks) {
      checkEdges(task.node(), byId);
      checkInputs(task, byId);
    }
    return sorted(byId);
  }

  private static Map<String, Task> byId(List<Task> tasks) {
    Map<String, Task> byId = new LinkedHashMap<>();
    for (Task task : tasks) {
      String id = Ids.key("task_id", task.node().taskId());
      if (byId.put(id, task) != null) {
        throw new IllegalArgumentException("task_id: " + id + " is there twice (expected: once)");
      }
    }
    return byId;
  }

  private static void checkEdges(TaskNode node, Map<String, Task> byId) {
    for (String id : node.upstream()) {
      Task upstream = byId.get(id);
      if (upstream == null) {
        throw new IllegalArgumentException(
            node.taskId() + ": upstream " + id + " (expected: a task of the Dag)");
      }
      boolean follows =
          node.settings().teardown() || node.settings().triggerRule() == TriggerRule.ALL_SUCCESS;
      if (upstream.node().settings().setup() && !follows) {
        throw new IllegalArgumentException(
            node.taskId()
                + ": trigger_rule "
                + node.settings().triggerRule().id()
                + " after the setup "
                + id
                + " (expected: all_success, or a teardown)");
      }
    }
  }

  private static void checkInputs(Task task, Map<String, Task> byId) {
    Set<String> places = new HashSet<>();
    for (TaskInput input : task.inputs()) {
      String name = task.node().taskId() + ": input " + input.role();
      boolean fromTask = input.fromTask() != null && input.output() != null;
      if (fromTask == (input.digest() != null)) {
        throw new IllegalArgumentException(
            name + " (expected: either the output of a task or a digest)");
      }
      if (fromTask && !task.node().upstream().contains(input.fromTask())) {
        throw new IllegalArgumentException(
            name + " from " + input.fromTask() + " (expected: an upstream task)");
      }
      Task from = byId.get(String.valueOf(input.fromTask()));
      if (input.readsXcom() && from != null) {
        checkXcom(name, input, from.node());
      }
      if (!places.add(input.role() + "/" + input.ordinal())) {
        throw new IllegalArgumentException(
            name + " at " + input.ordinal() + " is there twice (expected: once)");
      }
    }
  }

  /** Nothing reads what is not pushed. */
  private static void checkXcom(String name, TaskInput input, TaskNode from) {
    if (!from.settings().doXcomPush()) {
      throw new IllegalArgumentException(
          name + ": " + from.taskId() + " has do_xcom_push false (expected: true, or no reader)");
    }
    String key = String.valueOf(input.output());
    if (!key.equals(TaskInput.RETURN_VALUE) && !from.settings().multipleOutputs()) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s pushes no key %s (expected: %s, or multiple_outputs true for %s)",
              name, from.taskId(), key, TaskInput.RETURN_VALUE, from.taskId()));
    }
  }

  private static List<Task> sorted(Map<String, Task> byId) {
    List<Task> sorted = new ArrayList<>();
    Set<String> done = new HashSet<>();
    Set<String> left = new LinkedHashSet<>(byId.keySet());
    while (!left.isEmpty()) {
      int before = left.size();
      left.removeIf(
          id -> {
            Task task = byId.get(id);
            boolean ready = task != null && done.containsAll(task.node().upstream());
            if (task != null && ready) {
              sorted.add(task);
              done.add(id);
            }
            return ready;
          });
      if (left.size() == before) {
        throw new IllegalArgumentException("cycle: " + cycle(byId, left));
      }
    }
    return List.copyOf(sorted);
  }

  /** One cycle among tasks of which each has an upstream task that is left, in Airflow's arrows. */
  private static String cycle(Map<String, Task> byId, Set<String> left) {
    List<String> path = new ArrayList<>();
    String id = left.iterator().next();
    while (!path.contains(id)) {
      path.add(0, id);
      Task task = byId.get(id);
      if (task == null) {
        break;
      }
      id = task.node().upstream().stream().filter(left::contains).findFirst().orElse(id);
    }
    List<String> cycle = new ArrayList<>(path.subList(0, path.indexOf(id) + 1));
    cycle.add(0, id);
    return String.join(" >> ", cycle);
  }
}
