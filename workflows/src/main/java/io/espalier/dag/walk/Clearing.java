package io.espalier.dag.walk;

import io.espalier.dag.Flow;
import io.espalier.dag.TaskSettings;
import io.espalier.state.TaskState;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a resumed run does again beside the tasks that failed: as in Airflow's clear, a task takes
 * its setups with it, and their teardowns.
 */
public final class Clearing {
  private Clearing() {}

  /**
   * The finished tasks that must run again, in topological order: setups and teardowns of the
   * cleared tasks, and of tasks that have yet to run although the teardown has; and what looks back
   * on any of these.
   *
   * @param states of all tasks as recorded; a missing one has none
   * @param cleared tasks that lose their state
   */
  public static Set<String> with(Topology dag, Map<String, TaskState> states, Set<String> cleared) {
    Set<String> again = new LinkedHashSet<>();
    for (String id : dag.ids()) {
      TaskSettings settings = dag.node(id).settings();
      if (settings.setup() || settings.teardown()) {
        continue;
      }
      boolean isCleared = cleared.contains(id);
      if (!isCleared && Walk.state(states, id).finished()) {
        continue;
      }
      for (String setup : SetupTeardown.setups(dag, id)) {
        Set<String> teardowns = SetupTeardown.teardowns(dag, setup);
        if (isCleared || teardowns.stream().anyMatch(t -> Walk.state(states, t).finished())) {
          again.add(setup);
          again.addAll(teardowns);
        }
      }
    }
    again.addAll(reviews(dag, states, cleared));
    again.removeIf(id -> cleared.contains(id) || !Walk.state(states, id).finished());
    Set<String> ordered = new LinkedHashSet<>(dag.ids());
    ordered.retainAll(again);
    return ordered;
  }

  private static Set<String> reviews(
      Topology dag, Map<String, TaskState> states, Set<String> cleared) {
    Set<String> again = new LinkedHashSet<>();
    for (String id : dag.ids()) {
      if (dag.node(id).flow() == Flow.REVIEW
          && dag.allUpstream(id).stream()
              .anyMatch(up -> cleared.contains(up) || !Walk.state(states, up).finished())) {
        again.add(id);
      }
    }
    return again;
  }
}
