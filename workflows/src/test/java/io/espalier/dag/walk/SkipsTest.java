package io.espalier.dag.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.Flow;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.state.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What branches and short-circuits skip. */
class SkipsTest {
  private static final Topology BRANCH =
      new Topology(
          List.of(
              node("pick", Flow.BRANCH),
              node("a", Flow.WORK, "pick"),
              node("b", Flow.WORK, "pick"),
              node("g.first", Flow.WORK, "pick"),
              node("g.second", Flow.WORK, "g.first"),
              node("join", Flow.WORK, "a", "b", "pick")));

  @Test
  void aBranchSkipsTheTasksBehindItThatItDoesNotName() {
    assertThat(Skips.of(BRANCH, "pick", "\"a\"")).containsExactly("b", "g.first");
    assertThat(Skips.of(BRANCH, "pick", "[\"a\",\"b\"]")).containsExactly("g.first");
  }

  @Test
  void aTaskThatFollowsAChosenOneIsNotSkipped() {
    assertThat(Skips.of(BRANCH, "pick", "\"b\"")).doesNotContain("join");
  }

  @Test
  void aGroupStandsForItsFirstTasks() {
    assertThat(Skips.of(BRANCH, "pick", "\"g\"")).containsExactly("a", "b", "join");
  }

  @Test
  void nothingChosenSkipsEverythingDirectlyBehind() {
    assertThat(Skips.of(BRANCH, "pick", "null")).containsExactly("a", "b", "g.first", "join");
    assertThat(Skips.of(BRANCH, "pick", "[]")).containsExactly("a", "b", "g.first", "join");
  }

  @Test
  void aBranchThatNamesNoTaskIsRefused() {
    for (String bad : List.of("\"x\"", "[\"a\",1]", "{}", "3", "no json")) {
      assertThatThrownBy(() -> Skips.of(BRANCH, "pick", bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("pick: ");
    }
  }

  @Test
  void aShortCircuitSkipsEverythingBehindItOnPythonsFalse() {
    TaskNode teardown =
        new TaskNode(
            "down", List.of("b"), TaskSettings.builder().teardown(false).build(), Flow.WORK);
    Topology dag =
        new Topology(
            List.of(
                node("gate", Flow.SHORT_CIRCUIT),
                node("a", Flow.WORK, "gate"),
                node("b", Flow.WORK, "a"),
                teardown,
                node("other", Flow.WORK)));
    for (String truth : List.of("true", "1", "-0.5", "\"x\"", "[0]", "{\"a\":1}")) {
      assertThat(Skips.of(dag, "gate", truth)).as(truth).isEmpty();
    }
    for (String falsehood : List.of("false", "0", "0.0", "-0.0", "\"\"", "[]", "{}", "null")) {
      assertThat(Skips.of(dag, "gate", falsehood)).as(falsehood).containsExactly("a", "b");
    }
  }

  @Test
  void aSkipHoldsForTasksThatAreEvaluatedLaterAndNeverForThoseThatRan() {
    Walk walk = new Walk(List.of(node("pick", Flow.BRANCH), node("t", Flow.WORK, "pick")));
    for (TaskState state : TaskState.values()) {
      Walk.Turn turn =
          walk.turn(Map.of("pick", TaskState.SUCCESS, "t", state), Set.of("t"), resting -> true);
      boolean skips =
          state == TaskState.NONE
              || state == TaskState.UP_FOR_RETRY
              || state == TaskState.UP_FOR_RESCHEDULE
              || state == TaskState.UPSTREAM_FAILED;
      assertThat(turn.changes())
          .as("%s", state)
          .isEqualTo(skips ? Map.of("t", TaskState.SKIPPED) : Map.of());
    }
  }

  private static TaskNode node(String id, Flow flow, String... upstream) {
    return new TaskNode(id, List.of(upstream), TaskSettings.DEFAULTS, flow);
  }
}
