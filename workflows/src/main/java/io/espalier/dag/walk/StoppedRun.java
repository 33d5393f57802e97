package io.espalier.dag.walk;

import io.espalier.state.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What still runs in a run that was stopped: its teardowns. As in Airflow they go by their own
 * trigger rules, for which every other task that has not finished counts as skipped.
 */
public final class StoppedRun {
  private StoppedRun() {}

  /**
   * Teardowns that may run now, in topological order.
   *
   * @param states of all tasks; a missing one has none
   * @param skips tasks that a finished branch or short-circuit skips
   * @param resting whether a task's time has not come yet (up_for_retry)
   */
  public static List<String> teardowns(
      Walk walk, Map<String, TaskState> states, Set<String> skips, Predicate<String> resting) {
    Map<String, TaskState> seen = new LinkedHashMap<>();
    for (String id : walk.dag().ids()) {
      TaskState state = Walk.state(states, id);
      boolean left = !state.finished() && !teardown(walk, id);
      seen.put(id, left ? TaskState.SKIPPED : state);
    }
    while (true) {
      Walk.Turn turn = walk.turn(seen, skips, resting);
      if (turn.changes().isEmpty()) {
        List<String> ready = new ArrayList<>(turn.ready());
        ready.removeIf(id -> !teardown(walk, id));
        return ready;
      }
      seen.putAll(turn.changes());
    }
  }

  private static boolean teardown(Walk walk, String taskId) {
    return walk.dag().node(taskId).settings().teardown();
  }
}
