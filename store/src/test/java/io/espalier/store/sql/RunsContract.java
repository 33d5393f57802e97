package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.run.NewRun;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.task.NewTask;
import io.espalier.store.task.TaskRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class RunsContract extends StoreContract {
  RunsContract(Place place) {
    super(place);
  }

  @Test
  void aNewRunIsQueuedAndItsTasksHaveNoState() {
    RunRecord made = run("run-1", "b", "a");

    assertThat(made.state()).isEqualTo(RunState.QUEUED);
    assertThat(made.experiment()).isEqualTo("quickstart");
    assertThat(made.logicalDate()).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
    assertThat(made.endedAt()).isNull();
    assertThat(store.runs().find("run-1")).contains(made);
    assertThat(store.tasks().list("run-1"))
        .extracting(TaskRecord::taskId, TaskRecord::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("b", TaskState.NONE),
            org.assertj.core.groups.Tuple.tuple("a", TaskState.NONE));
  }

  @Test
  void runsAreFoundByTheOnlyBeginningThatFits() {
    run("alpha-1");
    run("alpha-2");
    run("beta");

    assertThat(store.runs().find("b")).get().extracting(RunRecord::runId).isEqualTo("beta");
    assertThat(store.runs().find("alpha")).isEmpty();
    assertThat(store.runs().find("alpha-2")).isPresent();
    assertThat(store.runs().find("%")).isEmpty();
    assertThat(store.runs().find("")).isEmpty();
    assertThat(store.runs().latest()).get().extracting(RunRecord::runId).isEqualTo("beta");
    assertThat(store.runs().list())
        .extracting(RunRecord::runId)
        .containsExactly("beta", "alpha-2", "alpha-1");
  }

  @Test
  void namesAndIdsMayHaveAsManyCodePointsAsInAirflow() {
    String longest = "𝒜".repeat(250);
    store.runs().create(named("run", longest, longest));

    assertThat(store.runs().find("run")).get().extracting(RunRecord::experiment).isEqualTo(longest);
    assertThat(store.tasks().find("run", longest)).isPresent();
    compute("run", longest, "step", "weights");
    assertThat(store.steps().attempts(key("step")))
        .extracting(AttemptRecord::taskId)
        .containsExactly(longest);
    for (NewRun tooLong :
        List.of(named("a", longest + "b", "t"), named("a", "name", longest + "b"))) {
      assertThatThrownBy(() -> store.runs().create(tooLong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 250 characters");
    }
  }

  private NewRun named(String runId, String experiment, String task) {
    return new NewRun(
        experiment,
        runId,
        "workflow-" + runId,
        put("config", "name").sha256(),
        put("plan", "plan").sha256(),
        Instant.parse("2026-11-21T00:00:00Z"),
        42,
        List.of(new NewTask(task, 2, 1, "𝒜".repeat(200), 3)));
  }

  @Test
  void anIdIsGivenOnce() {
    run("twice");

    assertThatThrownBy(() -> run("twice"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run_id");
  }

  @Test
  void anEndedRunHasATimeAndLosesItWhenItGoesOn() {
    run("run-1");

    store.runs().update("run-1", RunState.FAILED, "cancelled");
    assertThat(store.runs().find("run-1"))
        .get()
        .satisfies(
            r -> {
              assertThat(r.reason()).isEqualTo("cancelled");
              assertThat(r.endedAt()).isNotNull();
            });

    store.runs().update("run-1", RunState.RUNNING, null);
    assertThat(store.runs().find("run-1"))
        .get()
        .satisfies(
            r -> {
              assertThat(r.reason()).isNull();
              assertThat(r.endedAt()).isNull();
            });
    assertThatThrownBy(() -> store.runs().update("nobody", RunState.RUNNING, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void runsCanBeListedInParts() {
    run("run-1");
    run("run-2");
    run("run-3");

    assertThat(store.runs().list(null, 2))
        .extracting(RunRecord::runId)
        .containsExactly("run-3", "run-2");
    assertThat(store.runs().list("run-2", 2)).extracting(RunRecord::runId).containsExactly("run-1");
    assertThat(store.runs().list("run-1", 2)).isEmpty();
    assertThatThrownBy(() -> store.runs().list("nobody", 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRunThatNothingWalksIsInterruptedOnce() {
    run("run", "a");
    store.runs().update("run", RunState.RUNNING, null);

    assertThat(store.runs().interrupted("run")).isTrue();
    assertThat(store.runs().interrupted("run")).isFalse();

    assertThat(store.runs().find("run"))
        .get()
        .extracting(RunRecord::state, RunRecord::reason)
        .containsExactly(RunState.RUNNING, "interrupted");
  }

  @Test
  void aRunThatHasEndedOrIsToBeCancelledIsNotInterrupted() {
    run("ended", "a");
    run("cancelled", "a");
    store.runs().update("ended", RunState.SUCCESS, null);
    store.runs().update("cancelled", RunState.RUNNING, "cancelled: by me");

    assertThat(store.runs().interrupted("ended")).isFalse();
    assertThat(store.runs().interrupted("cancelled")).isFalse();
  }
}
