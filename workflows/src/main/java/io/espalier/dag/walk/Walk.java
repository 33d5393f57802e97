package io.espalier.dag.walk;

import io.espalier.dag.TaskNode;
import io.espalier.dag.TriggerRule;
import io.espalier.state.TaskState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides what happens next in a Dag: a pure function from task states to the tasks that may run
 * and those that get a state without running. Immutable.
 */
public final class Walk {
  /**
   * One look at the Dag. What a change makes possible shows in the next look.
   *
   * @param ready tasks that may run now, in topological order
   * @param changes states to set without running, in topological order
   */
  public record Turn(List<String> ready, Map<String, TaskState> changes) {
    /** Whether nothing is to be done. */
    public boolean idle() {
      return ready.isEmpty() && changes.isEmpty();
    }
  }

  private final Topology dag;
  private final Map<String, Set<String>> indirectSetups = new LinkedHashMap<>();
  private final Map<String, Set<String>> scopes = new LinkedHashMap<>();

  /** Prepares the walk of a Dag. */
  public Walk(List<TaskNode> nodes) {
    dag = new Topology(nodes);
    if (nodes.stream().noneMatch(node -> node.settings().setup())) {
      return;
    }
    for (String id : dag.ids()) {
      indirectSetups.put(id, SetupTeardown.indirectSetups(dag, id));
      scopes.put(id, SetupTeardown.scope(dag, id));
    }
  }

  /** The edges. */
  public Topology dag() {
    return dag;
  }

  /**
   * Looks at every task that could start.
   *
   * @param states of all tasks; a missing one has none
   * @param skips tasks that a finished branch or short-circuit skips
   * @param resting whether a task's time has not come yet (up_for_retry)
   */
  public Turn turn(Map<String, TaskState> states, Set<String> skips, Predicate<String> resting) {
    List<String> ready = new ArrayList<>();
    Map<String, TaskState> changes = new LinkedHashMap<>();
    for (String id : dag.ids()) {
      TaskState state = state(states, id);
      if (skips.contains(id) && skippable(state)) {
        changes.put(id, TaskState.SKIPPED);
        continue;
      }
      if (!startable(state) || resting.test(id)) {
        continue;
      }
      Decision decision = decide(id, states, skips);
      if (decision.setsState()) {
        changes.put(id, decision.state());
      } else if (decision == Decision.RUN) {
        ready.add(id);
      }
    }
    return new Turn(ready, changes);
  }

  /** What becomes of one task that has not started. */
  public Decision decide(String taskId, Map<String, TaskState> states, Set<String> skips) {
    if (skips.contains(taskId)) {
      return Decision.SKIP;
    }
    TaskNode node = dag.node(taskId);
    TriggerRule rule = node.settings().triggerRule();
    if (node.upstream().isEmpty() || rule == TriggerRule.ALWAYS) {
      return Decision.RUN;
    }
    Decision setups = SetupTeardown.decide(counts(setupsOf(taskId), states));
    if (setups.setsState()) {
      return setups;
    }
    Decision direct = TriggerRules.decide(rule, counts(node.upstream(), states));
    if (direct.setsState()) {
      return direct;
    }
    if (setups == Decision.WAIT || direct == Decision.WAIT) {
      return Decision.WAIT;
    }
    if (direct == Decision.RUN && !scopeDone(taskId, states)) {
      return Decision.WAIT;
    }
    return setups == Decision.STUCK ? Decision.STUCK : direct;
  }

  private boolean scopeDone(String taskId, Map<String, TaskState> states) {
    return scopes.getOrDefault(taskId, Set.of()).stream()
        .allMatch(id -> state(states, id).finished());
  }

  private Set<String> setupsOf(String taskId) {
    return indirectSetups.getOrDefault(taskId, Set.of());
  }

  private UpstreamCounts counts(Collection<String> ids, Map<String, TaskState> states) {
    return UpstreamCounts.of(ids, id -> state(states, id), id -> dag.node(id).settings().setup());
  }

  static TaskState state(Map<String, TaskState> states, String taskId) {
    return states.getOrDefault(taskId, TaskState.NONE);
  }

  /** A branch never overwrites what runs or has run, but it does overwrite upstream_failed. */
  private static boolean skippable(TaskState state) {
    return startable(state) || state == TaskState.UPSTREAM_FAILED;
  }

  private static boolean startable(TaskState state) {
    return state == TaskState.NONE
        || state == TaskState.UP_FOR_RETRY
        || state == TaskState.UP_FOR_RESCHEDULE;
  }
}
