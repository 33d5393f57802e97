package io.espalier.dag.walk;

import java.util.LinkedHashSet;
import java.util.Set;

/** Which setups a task needs, and which tasks a teardown waits for beyond its direct upstream. */
final class SetupTeardown {
  private SetupTeardown() {}

  /**
   * The setups that this task needs although it does not follow them directly: those without a
   * teardown, and those with a teardown after the task. Empty for teardowns.
   */
  static Set<String> indirectSetups(Topology dag, String taskId) {
    if (dag.node(taskId).settings().teardown()) {
      return Set.of();
    }
    Set<String> setups = setups(dag, taskId);
    dag.upstream(taskId).forEach(setups::remove);
    return setups;
  }

  /** The setups that this task needs, those that it follows directly among them. */
  static Set<String> setups(Topology dag, String taskId) {
    Set<String> setups = dag.allUpstream(taskId);
    setups.removeIf(id -> !dag.node(id).settings().setup());
    if (setups.isEmpty()) {
      return setups;
    }
    Set<String> downstream = dag.allDownstream(taskId);
    setups.removeIf(
        setup -> {
          Set<String> teardowns = teardowns(dag, setup);
          return !teardowns.isEmpty() && teardowns.stream().noneMatch(downstream::contains);
        });
    return setups;
  }

  /** The teardowns of a setup. */
  static Set<String> teardowns(Topology dag, String setup) {
    Set<String> teardowns = new LinkedHashSet<>(dag.downstream(setup));
    teardowns.removeIf(id -> !dag.node(id).settings().teardown());
    return teardowns;
  }

  /** The tasks between a teardown's direct setups and the teardown. Empty for other tasks. */
  static Set<String> scope(Topology dag, String taskId) {
    Set<String> scope = new LinkedHashSet<>();
    if (!dag.node(taskId).settings().teardown()) {
      return scope;
    }
    for (String id : dag.upstream(taskId)) {
      if (dag.node(id).settings().setup()) {
        scope.addAll(dag.allDownstream(id));
      }
    }
    if (!scope.isEmpty()) {
      scope.retainAll(dag.allUpstream(taskId));
      dag.upstream(taskId).forEach(scope::remove);
    }
    return scope;
  }

  /**
   * What the indirect setups say: a failed or skipped one decides at once, otherwise each must
   * succeed.
   */
  static Decision decide(UpstreamCounts setups) {
    if (setups.failures() > 0) {
      return Decision.UPSTREAM_FAILED;
    }
    if (setups.skipped() > 0) {
      return Decision.SKIP;
    }
    if (setups.success() == setups.total()) {
      return Decision.RUN;
    }
    return setups.done() ? Decision.STUCK : Decision.WAIT;
  }
}
