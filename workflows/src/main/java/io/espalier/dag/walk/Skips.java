package io.espalier.dag.walk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the result of a branch or a short-circuit skips. A branch skips the tasks directly after it
 * that it did not name, except those that also follow a named one; a short-circuit skips everything
 * after it whatever the trigger rules say, except teardowns.
 */
public final class Skips {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Skips() {}

  /**
   * The tasks that a successful task skips, in topological order of the Dag; empty for tasks that
   * only do work.
   *
   * @param returnValue its result as JSON
   * @throws IllegalArgumentException when a branch names what is not a task id, a group id or a
   *     list of them
   */
  public static Set<String> of(Topology dag, String taskId, String returnValue) {
    return switch (dag.node(taskId).flow()) {
      case WORK, REVIEW -> Set.of();
      case BRANCH -> branch(dag, taskId, read(taskId, returnValue));
      case SHORT_CIRCUIT -> shortCircuit(dag, taskId, read(taskId, returnValue));
    };
  }

  private static Set<String> branch(Topology dag, String taskId, JsonNode chosen) {
    Set<String> followed = new LinkedHashSet<>();
    for (String id : named(dag, taskId, chosen)) {
      followed.add(id);
      followed.addAll(dag.allDownstream(id));
    }
    Set<String> skipped = new LinkedHashSet<>(dag.downstream(taskId));
    skipped.removeAll(followed);
    return skipped;
  }

  private static Set<String> shortCircuit(Topology dag, String taskId, JsonNode result) {
    if (truthy(result)) {
      return Set.of();
    }
    Set<String> skipped = new LinkedHashSet<>(dag.ids());
    skipped.retainAll(dag.allDownstream(taskId));
    skipped.removeIf(id -> dag.node(id).settings().teardown());
    return skipped;
  }

  private static Set<String> named(Topology dag, String taskId, JsonNode chosen) {
    Set<String> ids = new LinkedHashSet<>();
    if (chosen.isNull()) {
      return ids;
    }
    for (JsonNode one : chosen.isArray() ? chosen : List.of(chosen)) {
      if (!one.isTextual()) {
        throw new IllegalArgumentException(
            taskId + ": branch result " + one + " (expected: a task id, a list of them or null)");
      }
      ids.addAll(tasksOf(dag, taskId, one.textValue()));
    }
    return ids;
  }

  /** A task id, or a group id, which stands for the group's first tasks. */
  private static Set<String> tasksOf(Topology dag, String taskId, String name) {
    if (dag.contains(name)) {
      return Set.of(name);
    }
    Set<String> members = new LinkedHashSet<>(dag.ids());
    members.removeIf(id -> !id.startsWith(name + "."));
    if (members.isEmpty()) {
      throw new IllegalArgumentException(
          taskId + ": branch result \"" + name + "\" (expected: a task or group of the Dag)");
    }
    Set<String> roots = new LinkedHashSet<>(members);
    roots.removeIf(id -> dag.upstream(id).stream().anyMatch(members::contains));
    return roots;
  }

  /** Python's idea of truth. */
  private static boolean truthy(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.doubleValue() != 0;
      case STRING -> !value.textValue().isEmpty();
      case ARRAY, OBJECT -> !value.isEmpty();
      default -> false;
    };
  }

  private static JsonNode read(String taskId, String returnValue) {
    try {
      return JSON.readTree(returnValue);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(taskId + ": result is not JSON: " + returnValue, e);
    }
  }
}
