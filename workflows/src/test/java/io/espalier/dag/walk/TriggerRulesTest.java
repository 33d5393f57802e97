package io.espalier.dag.walk;

import static io.espalier.state.TaskState.FAILED;
import static io.espalier.state.TaskState.NONE;
import static io.espalier.state.TaskState.REMOVED;
import static io.espalier.state.TaskState.SKIPPED;
import static io.espalier.state.TaskState.SUCCESS;
import static io.espalier.state.TaskState.UPSTREAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dag.TriggerRule;
import io.espalier.state.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every rule, over every combination of up to four upstream tasks. */
class TriggerRulesTest {
  private static final List<TaskState> FINISHED =
      List.of(SUCCESS, FAILED, SKIPPED, UPSTREAM_FAILED, REMOVED);
  private static final List<TaskState> ALL =
      List.of(SUCCESS, FAILED, SKIPPED, UPSTREAM_FAILED, REMOVED, NONE);

  @ParameterizedTest
  @EnumSource
  void whatMayRunMayStillRunWhenMoreIsFinished(TriggerRule rule) {
    for (List<TaskState> upstream : combinations(ALL, 4)) {
      if (decide(rule, upstream) == Decision.RUN) {
        for (List<TaskState> later : oneMoreFinished(upstream)) {
          assertThat(decide(rule, later)).as("%s then %s", upstream, later).isEqualTo(Decision.RUN);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSkippedOrFailedEarlyWouldNeverHaveRun(TriggerRule rule) {
    for (List<TaskState> upstream : combinations(ALL, 4)) {
      if (decide(rule, upstream).setsState()) {
        for (List<TaskState> later : oneMoreFinished(upstream)) {
          assertThat(decide(rule, later).setsState()).as("%s then %s", upstream, later).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingWaitsForFinishedTasks(TriggerRule rule) {
    for (List<TaskState> upstream : combinations(FINISHED, 4)) {
      Decision decision = decide(rule, upstream);
      assertThat(decision).as("%s", upstream).isNotEqualTo(Decision.WAIT);
      if (!upstream.contains(REMOVED)) {
        assertThat(decision).as("%s", upstream).isNotEqualTo(Decision.STUCK);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTaskWithoutUpstreamTasksMayAlwaysRun(TriggerRule rule) {
    assertThat(decide(rule, List.of())).isEqualTo(Decision.RUN);
  }

  @Test
  void theSurprisesHold() {
    assertThat(decide(TriggerRule.ONE_DONE, List.of(UPSTREAM_FAILED, UPSTREAM_FAILED)))
        .isEqualTo(Decision.SKIP);
    assertThat(decide(TriggerRule.ALL_DONE_MIN_ONE_SUCCESS, List.of(SKIPPED, NONE)))
        .isEqualTo(Decision.SKIP);
    assertThat(decide(TriggerRule.ONE_SUCCESS, List.of(SKIPPED, REMOVED)))
        .isEqualTo(Decision.UPSTREAM_FAILED);
    assertThat(decide(TriggerRule.ONE_SUCCESS, List.of(SKIPPED, SKIPPED))).isEqualTo(Decision.SKIP);
    assertThat(decide(TriggerRule.ALL_SUCCESS, List.of(REMOVED, REMOVED))).isEqualTo(Decision.RUN);
    assertThat(decide(TriggerRule.ALL_SKIPPED, List.of(SKIPPED, REMOVED)))
        .isEqualTo(Decision.STUCK);
    for (TriggerRule rule :
        List.of(
            TriggerRule.ALL_SUCCESS,
            TriggerRule.NONE_FAILED,
            TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)) {
      assertThat(decide(rule, List.of(FAILED, NONE))).isEqualTo(Decision.UPSTREAM_FAILED);
    }
    for (TriggerRule rule : List.of(TriggerRule.ALL_SUCCESS, TriggerRule.NONE_SKIPPED)) {
      assertThat(decide(rule, List.of(SKIPPED, NONE))).isEqualTo(Decision.SKIP);
    }
    assertThat(decide(TriggerRule.ALL_FAILED, List.of(SKIPPED, NONE))).isEqualTo(Decision.SKIP);
    assertThat(decide(TriggerRule.ALL_SKIPPED, List.of(FAILED, NONE))).isEqualTo(Decision.SKIP);
  }

  private static Decision decide(TriggerRule rule, List<TaskState> upstream) {
    List<String> ids = IntStream.range(0, upstream.size()).mapToObj(String::valueOf).toList();
    return TriggerRules.decide(
        rule, UpstreamCounts.of(ids, id -> upstream.get(Integer.parseInt(id)), id -> false));
  }

  /** Every list of one to {@code longest} of these states. */
  private static List<List<TaskState>> combinations(List<TaskState> states, int longest) {
    List<List<TaskState>> all = new ArrayList<>();
    List<List<TaskState>> shorter = List.of(List.of());
    for (int length = 1; length <= longest; length++) {
      List<List<TaskState>> longer = new ArrayList<>();
      for (List<TaskState> start : shorter) {
        for (TaskState state : states) {
          List<TaskState> list = new ArrayList<>(start);
          list.add(state);
          longer.add(list);
        }
      }
      all.addAll(longer);
      shorter = longer;
    }
    return all;
  }

  private static List<List<TaskState>> oneMoreFinished(List<TaskState> upstream) {
    List<List<TaskState>> later = new ArrayList<>();
    for (int i = 0; i < upstream.size(); i++) {
      if (upstream.get(i) == NONE) {
        for (TaskState state : FINISHED) {
          List<TaskState> list = new ArrayList<>(upstream);
          list.set(i, state);
          later.add(list);
        }
      }
    }
    return later;
  }
}
