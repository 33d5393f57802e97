package io.espalier.dag.walk;

import io.espalier.dag.Flow;
import io.espalier.dag.TaskNode;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The state of a run from the states of its tasks: the leaves decide. */
public final class RunStates {
  private RunStates() {}

  /**
   * Where a run stands after one look at it.
   *
   * @param state running, success or failed
   * @param deadlocked whether it failed because nothing can ever run again
   * @param ready tasks that may run now
   * @param changes states that this look set
   */
  public record Standing(
      RunState state, boolean deadlocked, List<String> ready, Map<String, TaskState> changes) {}

  /**
   * Looks at a run once, as Airflow's scheduler does. Where nothing may start, unfinished tasks are
   * held against their rules too; if none of them could start either, the run is deadlocked.
   */
  public static Standing look(
      Walk walk, Map<String, TaskState> states, Set<String> skips, Predicate<String> resting) {
    Walk.Turn turn = walk.turn(states, skips, resting);
    Map<String, TaskState> changes = new LinkedHashMap<>(turn.changes());
    List<String> unfinished = unfinished(walk, states);
    boolean watched =
        !unfinished.isEmpty()
            && unfinished.stream().noneMatch(id -> suspended(Walk.state(states, id)));
    boolean runnable = !turn.idle();
    if (watched && !runnable) {
      for (String id : unfinished) {
        Decision decision = walk.decide(id, states, skips);
        if (decision == Decision.RUN) {
          runnable = true;
          break;
        }
        if (decision.setsState()) {
          changes.put(id, decision.state());
        }
      }
      unfinished.removeAll(changes.keySet());
      watched = !unfinished.isEmpty();
    }
    Map<String, TaskState> after = new LinkedHashMap<>(states);
    after.putAll(changes);
    boolean deadlocked = watched && !runnable;
    RunState state;
    if (unfinished.isEmpty()) {
      state = ofLeaves(walk.dag(), after);
    } else {
      state = deadlocked ? RunState.FAILED : RunState.RUNNING;
    }
    return new Standing(state, deadlocked, turn.ready(), changes);
  }

  /** The state of a run whose tasks are all finished; removed leaves do not count. */
  static RunState ofLeaves(Topology dag, Map<String, TaskState> states) {
    for (String leaf : leaves(dag)) {
      TaskState state = Walk.state(states, leaf);
      if (state == TaskState.FAILED || state == TaskState.UPSTREAM_FAILED) {
        return RunState.FAILED;
      }
    }
    return RunState.SUCCESS;
  }

  /**
   * The tasks that decide: those with nothing after them, where teardowns count for nothing unless
   * they are to fail the run, and tasks that only look back leave those before them to decide for
   * themselves. In a Dag of teardowns only, its last tasks.
   */
  static List<String> leaves(Topology dag) {
    List<String> leaves = new ArrayList<>();
    List<String> last = new ArrayList<>();
    for (String id : dag.ids()) {
      if (dag.downstream(id).isEmpty()) {
        last.add(id);
      }
      if (counts(dag.node(id)) && dag.downstream(id).stream().noneMatch(d -> covers(dag.node(d)))) {
        leaves.add(id);
      }
    }
    return leaves.isEmpty() ? last : leaves;
  }

  private static boolean counts(TaskNode node) {
    return !node.settings().teardown() || node.settings().onFailureFailDagrun();
  }

  /** What only looks back says nothing of whether what came before went well. */
  private static boolean covers(TaskNode node) {
    return counts(node) && node.flow() != Flow.REVIEW;
  }

  private static List<String> unfinished(Walk walk, Map<String, TaskState> states) {
    List<String> unfinished = new ArrayList<>(walk.dag().ids());
    unfinished.removeIf(id -> Walk.state(states, id).finished());
    return unfinished;
  }

  private static boolean suspended(TaskState state) {
    return state == TaskState.DEFERRED || state == TaskState.AWAITING_INPUT;
  }
}
