package io.espalier.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
      return outer instanceof DagBuilder group && (inner == outer || groups(inner).contains(group));
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

  private final List<TaskBuilder> tasks;
  private final Map<TaskBuilder, Set<TaskBuilder>> upstream = new LinkedHashMap<>();
  private final Map<TaskBuilder, Set<TaskBuilder>> downstream = new LinkedHashMap<>();
  private final Map<DagBuilder, Set<TaskBuilder>> members = new HashMap<>();

  private Wiring(List<TaskBuilder> tasks) {
    this.tasks = tasks;
  }

  /**
   * The tasks directly before each task that has any.
   *
   * @throws IllegalArgumentException for an arrow that would join nothing
   */
  static Map<TaskBuilder, Set<TaskBuilder>> upstream(List<TaskBuilder> tasks, List<Arrow> arrows) {
    Wiring wiring = new Wiring(tasks);
    List<Arrow> inmostFirst = new ArrayList<>(arrows);
    inmostFirst.sort(Comparator.comparing(Arrow::depth).reversed());
    for (Arrow arrow : inmostFirst) {
      for (TaskBuilder before : wiring.last(arrow.before())) {
        for (TaskBuilder after : wiring.first(arrow.after())) {
          wiring.upstream.computeIfAbsent(after, key -> new LinkedHashSet<>()).add(before);
          wiring.downstream.computeIfAbsent(before, key -> new LinkedHashSet<>()).add(after);
        }
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

  private Set<TaskBuilder> first(DagNode node) {
    if (node instanceof TaskBuilder task) {
      return Set.of(task);
    }
    Set<TaskBuilder> inside = members((DagBuilder) node);
    Set<TaskBuilder> first = new LinkedHashSet<>(inside);
    first.removeIf(task -> !Collections.disjoint(before(task), inside));
    return first;
  }

  private Set<TaskBuilder> last(DagNode node) {
    if (node instanceof TaskBuilder task) {
      return Set.of(task);
    }
    Set<TaskBuilder> inside = members((DagBuilder) node);
    Set<TaskBuilder> ends = new LinkedHashSet<>(inside);
    ends.removeIf(task -> !Collections.disjoint(behind(task), inside));
    Set<TaskBuilder> last = new LinkedHashSet<>();
    Set<TaskBuilder> seen = new LinkedHashSet<>();
    for (TaskBuilder end : ends) {
      if (end.isTeardown()) {
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
      TaskBuilder teardown, Set<TaskBuilder> inside, Set<TaskBuilder> to, Set<TaskBuilder> seen) {
    if (!seen.add(teardown)) {
      return;
    }
    for (TaskBuilder one : before(teardown)) {
      if (!inside.contains(one)) {
        continue;
      }
      if (one.isTeardown()) {
        addBeforeTeardown(one, inside, to, seen);
      } else if (!one.isSetup() && !workFollows(one, inside)) {
        to.add(one);
      }
    }
  }

  private boolean workFollows(TaskBuilder task, Set<TaskBuilder> inside) {
    return behind(task).stream().anyMatch(next -> inside.contains(next) && !next.isTeardown());
  }

  private Set<TaskBuilder> before(TaskBuilder task) {
    return upstream.getOrDefault(task, Set.of());
  }

  private Set<TaskBuilder> behind(TaskBuilder task) {
    return downstream.getOrDefault(task, Set.of());
  }

  private Set<TaskBuilder> members(DagBuilder group) {
    Set<TaskBuilder> inside = members.computeIfAbsent(group, this::inside);
    if (inside.isEmpty()) {
      throw new IllegalArgumentException(
          group.id() + ": has no tasks (expected: some, where arrows begin or end at it)");
    }
    return inside;
  }

  private Set<TaskBuilder> inside(DagBuilder group) {
    Set<TaskBuilder> inside = new LinkedHashSet<>(tasks);
    inside.removeIf(task -> !groups(task).contains(group));
    return inside;
  }
}
