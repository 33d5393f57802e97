package io.espalier.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns arrows between tasks and groups into edges between tasks, with Airflow's idea of which
 * tasks of a group are its first and its last ones. What counts is the whole group, whenever the
 * arrow was drawn: arrows within a group are followed before arrows from it.
 */
final class Wiring {
  /** {@code before >> after}. */
  record Arrow(DagNode before, DagNode after) {
    /**
     * Checks that there can be such an arrow.
     *
     * @throws IllegalArgumentException when there cannot
     */
    Arrow {
      for (DagNode node : List.of(before, after)) {
        if (around(node) == null) {
          throw new IllegalArgumentException(
              node.id() + ": the Dag itself (expected: a task or a group of it before and after)");
        }
      }
      if (groups(before).get(0) != groups(after).get(0)) {
        throw new IllegalArgumentException(
            before.id() + " >> " + after.id() + ": of two Dags (expected: of one)");
      }
      if (within(before, after) || within(after, before)) {
        throw new IllegalArgumentException(
            before.id() + " >> " + after.id() + ": one lies in the other (expected: beside it)");
      }
    }

    private static boolean within(DagNode inner, DagNode outer) {
      return outer instanceof DagBuilder group && (inner == outer || isIn(inner, group));
    }

    /** How deep the innermost group lies that holds both. */
    int depth() {
      List<DagBuilder> one = groups(before);
      List<DagBuilder> other = groups(after);
      int depth = 0;
      while (depth < Math.min(one.size(), other.size()) && one.get(depth) == other.get(depth)) {
        depth++;
      }
      return depth;
    }
  }

  private final Map<String, TaskBuilder> tasks = new LinkedHashMap<>();
  private final Map<String, Set<String>> upstream = new LinkedHashMap<>();
  private final Map<String, Set<String>> downstream = new LinkedHashMap<>();

  private Wiring(List<TaskBuilder> tasks) {
    tasks.forEach(task -> this.tasks.put(task.id(), task));
  }

  /**
   * The ids of the tasks directly before each task that has any; an expanded task counts as one.
   *
   * @throws IllegalArgumentException for an arrow that would join nothing
   */
  static Map<String, Set<String>> upstream(List<TaskBuilder> tasks, List<Arrow> arrows) {
    Wiring wiring = new Wiring(tasks);
    List<Arrow> inmostFirst = new ArrayList<>(arrows);
    inmostFirst.sort(Comparator.comparing(Arrow::depth).reversed());
    for (Arrow arrow : inmostFirst) {
      Set<String> after = wiring.first(arrow.after());
      for (String before : wiring.last(arrow.before())) {
        after.forEach(
            id -> wiring.upstream.computeIfAbsent(id, key -> new LinkedHashSet<>()).add(before));
        wiring.downstream.computeIfAbsent(before, key -> new LinkedHashSet<>()).addAll(after);
      }
    }
    return wiring.upstream;
  }

  /** The group in which a node lies, the Dag itself for the outermost; null for the Dag. */
  private static @Nullable DagBuilder around(DagNode node) {
    return node instanceof TaskBuilder task ? task.group() : ((DagBuilder) node).parent();
  }

  /** The Dag and the groups around a node, outermost first. */
  private static List<DagBuilder> groups(DagNode node) {
    List<DagBuilder> groups = new ArrayList<>();
    for (DagBuilder group = around(node); group != null; group = group.parent()) {
      groups.add(0, group);
    }
    return groups;
  }

  private static boolean isIn(DagNode node, DagBuilder group) {
    return groups(node).stream().anyMatch(around -> around == group);
  }

  private Set<String> first(DagNode node) {
    if (!(node instanceof DagBuilder group)) {
      return Set.of(node.id());
    }
    Set<String> inside = inside(group);
    Set<String> first = new LinkedHashSet<>(inside);
    first.removeIf(id -> !Collections.disjoint(before(id), inside));
    return first;
  }

  private Set<String> last(DagNode node) {
    if (!(node instanceof DagBuilder group)) {
      return Set.of(node.id());
    }
    Set<String> inside = inside(group);
    Set<String> ends = new LinkedHashSet<>(inside);
    ends.removeIf(id -> !Collections.disjoint(downstream(id), inside));
    Set<String> last = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    for (String end : ends) {
      if (task(end).isTeardown()) {
        addBeforeTeardown(end, inside, last, seen);
      } else {
        last.add(end);
      }
    }
    if (last.isEmpty() && !ends.isEmpty()) {
      throw new IllegalArgumentException(
          node.id()
              + ": ends in teardowns only, for which nothing waits (expected: a group with work, or"
              + " arrows from its tasks)");
    }
    return last;
  }

  private void addBeforeTeardown(
      String teardown, Set<String> inside, Set<String> to, Set<String> seen) {
    if (!seen.add(teardown)) {
      return;
    }
    for (String id : before(teardown)) {
      if (!inside.contains(id)) {
        continue;
      }
      if (task(id).isTeardown()) {
        addBeforeTeardown(id, inside, to, seen);
      } else if (!task(id).isSetup() && !workFollows(id, inside)) {
        to.add(id);
      }
    }
  }

  private boolean workFollows(String taskId, Set<String> inside) {
    return downstream(taskId).stream()
        .anyMatch(id -> inside.contains(id) && !task(id).isTeardown());
  }

  private TaskBuilder task(String id) {
    return Objects.requireNonNull(tasks.get(id));
  }

  private Set<String> before(String taskId) {
    return upstream.getOrDefault(taskId, Set.of());
  }

  private Set<String> downstream(String taskId) {
    return downstream.getOrDefault(taskId, Set.of());
  }

  /** The tasks in a group, those of groups in it among them. */
  private Set<String> inside(DagBuilder group) {
    Set<String> inside = new LinkedHashSet<>(tasks.keySet());
    inside.removeIf(id -> !isIn(task(id), group));
    if (inside.isEmpty()) {
      throw new IllegalArgumentException(
          group.id() + ": has no tasks (expected: some, where arrows begin or end at it)");
    }
    return inside;
  }
}
