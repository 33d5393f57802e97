package io.espalier.dag.walk;

import static io.espalier.state.TaskState.FAILED;
import static io.espalier.state.TaskState.NONE;
import static io.espalier.state.TaskState.RUNNING;
import static io.espalier.state.TaskState.SUCCESS;
import static io.espalier.state.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.Flow;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.dag.TriggerRule;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Setups and teardowns that run again, and those that run when a run is stopped. */
class ClearingTest {
  private static final TaskSettings SETUP = TaskSettings.builder().setup().build();
  private static final TaskSettings TEARDOWN = TaskSettings.builder().teardown(false).build();

  /** An outer pair around an inner one, and a setup without a teardown beside them. */
  private static final List<TaskNode> NODES =
      List.of(
          node("outer", SETUP),
          node("seed", SETUP),
          node("first", TaskSettings.DEFAULTS, "outer"),
          node("inner", SETUP, "first"),
          node("second", TaskSettings.DEFAULTS, "inner", "seed"),
          node("close_inner", TEARDOWN, "inner", "second"),
          node("third", TaskSettings.DEFAULTS, "second"),
          node("close_outer", TEARDOWN, "outer", "third", "close_inner"));

  private static final Topology DAG = new Topology(NODES);

  private static TaskNode node(String id, TaskSettings settings, String... upstream) {
    return new TaskNode(id, List.of(upstream), settings, Flow.WORK);
  }

  private static Map<String, TaskState> states(Map<String, TaskState> some, TaskState others) {
    Map<String, TaskState> states = new java.util.HashMap<>();
    DAG.ids().forEach(id -> states.put(id, some.getOrDefault(id, others)));
    return states;
  }

  @Test
  void aClearedTaskTakesItsSetupsAndTheirTeardownsAlong() {
    Map<String, TaskState> states = states(Map.of("second", FAILED), SUCCESS);
    assertThat(Clearing.with(DAG, states, Set.of("second")))
        .containsExactly("outer", "seed", "inner", "close_inner", "close_outer");
    assertThat(Clearing.with(DAG, states, Set.of("first"))).containsExactly("outer", "close_outer");
  }

  @Test
  void aPairThatIsClosedBeforeTheTaskIsLeftAlone() {
    assertThat(Clearing.with(DAG, states(Map.of("third", FAILED), SUCCESS), Set.of("third")))
        .containsExactly("outer", "seed", "close_outer");
  }

  @Test
  void aTaskThatHasYetToRunTakesAlongWhatWasTornDownOverIt() {
    Map<String, TaskState> cancelled =
        states(Map.of("second", NONE, "third", NONE, "close_inner", UPSTREAM_FAILED), SUCCESS);
    assertThat(Clearing.with(DAG, cancelled, Set.of("close_inner")))
        .containsExactly("outer", "inner", "close_outer");
  }

  @Test
  void whatIsStillSetUpIsNotSetUpAgain() {
    Map<String, TaskState> interrupted =
        states(
            Map.of("third", NONE, "second", RUNNING, "close_inner", NONE, "close_outer", NONE),
            SUCCESS);
    assertThat(Clearing.with(DAG, interrupted, Set.of())).isEmpty();
  }

  @Test
  void aFailedTeardownRunsAgainAlone() {
    Map<String, TaskState> states = states(Map.of("close_outer", FAILED), SUCCESS);
    assertThat(Clearing.with(DAG, states, Set.of("close_outer"))).isEmpty();
  }

  @Test
  void aStoppedRunTearsDownWhatItHasSetUpFromTheInsideOut() {
    Walk walk = new Walk(NODES);
    Map<String, TaskState> states =
        states(
            Map.of("second", FAILED, "third", NONE, "close_inner", NONE, "close_outer", NONE),
            SUCCESS);
    assertThat(StoppedRun.teardowns(walk, states, Set.of(), id -> false))
        .containsExactly("close_inner");
    states.put("close_inner", SUCCESS);
    assertThat(StoppedRun.teardowns(walk, states, Set.of(), id -> false))
        .containsExactly("close_outer");
    states.put("outer", NONE);
    assertThat(StoppedRun.teardowns(walk, states, Set.of(), id -> false)).isEmpty();
  }

  /** A training, its evaluation, and a task that looks back on both. */
  private static final List<TaskNode> REVIEWED =
      List.of(
          node("train", TaskSettings.DEFAULTS),
          node("other", TaskSettings.DEFAULTS),
          node("evaluate", TaskSettings.DEFAULTS, "train"),
          new TaskNode(
              "judge",
              List.of("evaluate", "other"),
              TaskSettings.builder().triggerRule(TriggerRule.ALL_DONE).build(),
              Flow.REVIEW));

  @Test
  void whatLooksBackOnAClearedTaskRunsAgain() {
    Topology dag = new Topology(REVIEWED);
    Map<String, TaskState> states =
        Map.of("train", FAILED, "evaluate", UPSTREAM_FAILED, "other", SUCCESS, "judge", SUCCESS);

    assertThat(Clearing.with(dag, states, Set.of("train", "evaluate"))).containsExactly("judge");
    assertThat(
            Clearing.with(
                dag,
                Map.of("train", SUCCESS, "evaluate", SUCCESS, "other", SUCCESS, "judge", SUCCESS),
                Set.of()))
        .isEmpty();
  }

  @Test
  void aRunHasFailedWhoseReviewedTasksFailedThoughTheReviewDidNot() {
    Topology dag = new Topology(REVIEWED);
    Map<String, TaskState> failed =
        Map.of("train", FAILED, "evaluate", UPSTREAM_FAILED, "other", SUCCESS, "judge", SUCCESS);
    Map<String, TaskState> fine =
        Map.of("train", SUCCESS, "evaluate", SUCCESS, "other", SUCCESS, "judge", SUCCESS);
    Map<String, TaskState> unjudged =
        Map.of("train", SUCCESS, "evaluate", SUCCESS, "other", SUCCESS, "judge", FAILED);

    assertThat(RunStates.ofLeaves(dag, failed)).isEqualTo(RunState.FAILED);
    assertThat(RunStates.ofLeaves(dag, fine)).isEqualTo(RunState.SUCCESS);
    assertThat(RunStates.ofLeaves(dag, unjudged)).isEqualTo(RunState.FAILED);
  }
}
