package io.espalier.dag.walk;

import io.espalier.state.TaskState;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How many of a task's upstream tasks are in which finished state; all that a trigger rule looks
 * at. Setups are counted among the others and once more by themselves.
 *
 * @param total upstream tasks
 * @param success of them successful
 * @param skipped of them skipped
 * @param failed of them failed
 * @param upstreamFailed of them upstream_failed
 * @param removed of them removed
 * @param setups upstream tasks that are setups
 * @param successSetups of the setups successful
 * @param skippedSetups of the setups skipped
 */
public record UpstreamCounts(
    int total,
    int success,
    int skipped,
    int failed,
    int upstreamFailed,
    int removed,
    int setups,
    int successSetups,
    int skippedSetups) {

  /** Counts the states of {@code upstream}. */
  public static UpstreamCounts of(
      Collection<String> upstream, Function<String, TaskState> states, Predicate<String> isSetup) {
    Map<TaskState, Integer> all = new EnumMap<>(TaskState.class);
    Map<TaskState, Integer> ofSetups = new EnumMap<>(TaskState.class);
    int setups = 0;
    for (String id : upstream) {
      TaskState state = states.apply(id);
      all.merge(state, 1, Integer::sum);
      if (isSetup.test(id)) {
        setups++;
        ofSetups.merge(state, 1, Integer::sum);
      }
    }
    return new UpstreamCounts(
        upstream.size(),
        all.getOrDefault(TaskState.SUCCESS, 0),
        all.getOrDefault(TaskState.SKIPPED, 0),
        all.getOrDefault(TaskState.FAILED, 0),
        all.getOrDefault(TaskState.UPSTREAM_FAILED, 0),
        all.getOrDefault(TaskState.REMOVED, 0),
        setups,
        ofSetups.getOrDefault(TaskState.SUCCESS, 0),
        ofSetups.getOrDefault(TaskState.SKIPPED, 0));
  }

  /** Upstream tasks that failed, themselves or through theirs. */
  int failures() {
    return failed + upstreamFailed;
  }

  /** Upstream tasks that are not finished. */
  int unfinished() {
    return total - success - skipped - failures() - removed;
  }

  /** Whether every upstream task is finished. */
  boolean done() {
    return unfinished() == 0;
  }
}
