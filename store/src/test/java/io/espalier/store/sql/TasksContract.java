package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.task.TaskUpdate;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

abstract class TasksContract extends StoreContract {
  TasksContract(Place place) {
    super(place);
  }

  private static TaskUpdate update(String task, TaskState state) {
    return new TaskUpdate(task, state, 1, 2, 0, null, null);
  }

  private TaskRecord task(String task) {
    return store.tasks().find("run", task).orElseThrow();
  }

  @Test
  void changesOfStateAreKeptWithTheirNumbersAndReasons() {
    run("run", "a", "b", "c");
    Instant next = Instant.parse("2026-11-21T00:05:00.123456Z");

    store
        .tasks()
        .record(
            "run",
            List.of(
                new TaskUpdate("c", TaskState.SKIPPED, 0, 1, 0, null, "branch"),
                new TaskUpdate("a", TaskState.UP_FOR_RETRY, 1, 3, 2, next, "loss is NaN"),
                new TaskUpdate("b", TaskState.RUNNING, 1, 1, 0, null, null)));

    assertThat(task("a"))
        .extracting(
            TaskRecord::state,
            TaskRecord::tryNumber,
            TaskRecord::maxTries,
            TaskRecord::lostWorkers,
            TaskRecord::nextTryAt,
            TaskRecord::failureText)
        .containsExactly(TaskState.UP_FOR_RETRY, 1, 3, 2, next, "loss is NaN");
    assertThat(task("b").startedAt()).isNotNull();
    assertThat(task("b").endedAt()).isNull();
    assertThat(task("c").skipReason()).isEqualTo("branch");
    assertThat(task("c").endedAt()).isNotNull();
    assertThat(task("c"))
        .extracting(TaskRecord::replicate, TaskRecord::arm, TaskRecord::round)
        .containsExactly(1, "ticket", 3);
  }

  @Test
  void aLateChangeLeavesSuccessAlone() {
    run("run", "a");
    compute("run", "a", "step", "weights");
    TaskRecord before = task("a");
    int events = store.audit().events("run").size();

    store.tasks().record("run", List.of(update("a", TaskState.RUNNING)));
    store.tasks().record("run", List.of(update("a", TaskState.SUCCESS)));
    store.tasks().record("run", List.of(update("a", TaskState.FAILED)));

    assertThat(task("a")).isEqualTo(before);
    assertThat(store.audit().events("run")).hasSize(events);
  }

  @Test
  void successIsOnlyWrittenByACommit() {
    run("run", "a", "b");

    assertThatThrownBy(
            () ->
                store
                    .tasks()
                    .record(
                        "run",
                        List.of(update("a", TaskState.RUNNING), update("b", TaskState.SUCCESS))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("commit");
    assertThat(task("a").state()).isEqualTo(TaskState.NONE);
  }

  @Test
  void unknownRunsAndTasksAreRefused() {
    run("run", "a");

    assertThatThrownBy(() -> store.tasks().record("run", List.of(update("x", TaskState.RUNNING))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"x\"");
    assertThatThrownBy(() -> store.tasks().record("other", List.of(update("a", TaskState.RUNNING))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.tasks().list("other")).isEmpty();
    assertThat(store.tasks().outputs("run", "a")).isEmpty();
  }

  @Test
  void outputsOfSeveralTasksAreThoseOfTheOnesThatSucceeded() {
    run("run", "a", "b", "c");
    StepArtifact made = compute("run", "a", "step", "weights");
    store
        .tasks()
        .record("run", List.of(new TaskUpdate("b", TaskState.FAILED, 1, 1, 0, null, "no outputs")));

    assertThat(store.tasks().outputs("run", List.of("a", "b", "c", "a")))
        .isEqualTo(Map.of("a", List.of(made)));
    assertThat(store.tasks().outputs("other", List.of("a"))).isEmpty();
  }

  @Test
  void clearingGivesFailedTasksTheirRetriesAgain() {
    run("run", "a", "b", "c", "d");
    compute("run", "a", "step", "weights");
    store
        .tasks()
        .record(
            "run",
            List.of(
                new TaskUpdate("b", TaskState.FAILED, 3, 3, 4, null, "boom"),
                new TaskUpdate("c", TaskState.UPSTREAM_FAILED, 0, 1, 0, null, null),
                new TaskUpdate("d", TaskState.SKIPPED, 0, 1, 0, null, null)));

    assertThat(
            store
                .tasks()
                .clearFailed("run", seen(), Map.of("b", 2, "a", 7), ids -> Set.of())
                .orElseThrow())
        .containsExactly("b", "c");

    assertThat(task("b"))
        .extracting(
            TaskRecord::state, TaskRecord::tryNumber, TaskRecord::maxTries, TaskRecord::lostWorkers)
        .containsExactly(TaskState.NONE, 3, 5, 0);
    assertThat(task("b").failureText()).isNull();
    assertThat(task("a").state()).isEqualTo(TaskState.SUCCESS);
    assertThat(task("d").state()).isEqualTo(TaskState.SKIPPED);
  }

  @Test
  void clearingTakesAlongWhatBelongsToTheFailedTasks() {
    run("run", "rent", "work");
    compute("run", "rent", "step", "weights");
    store
        .tasks()
        .record("run", List.of(new TaskUpdate("work", TaskState.FAILED, 1, 0, 0, null, "no luck")));

    assertThat(
            store
                .tasks()
                .clearFailed(
                    "run",
                    seen(),
                    Map.of("rent", 2),
                    failed -> failed.equals(Set.of("work")) ? Set.of("rent") : Set.of())
                .orElseThrow())
        .containsExactly("work", "rent");

    assertThat(task("rent").state()).isEqualTo(TaskState.NONE);
    assertThat(task("rent").maxTries()).isEqualTo(task("rent").tryNumber() + 2);
    assertThat(store.tasks().outputs("run", "rent")).isEmpty();
  }

  @Test
  void clearingAlsoReachesTasksWhoseBytesWereDamaged() throws IOException {
    run("run", "a");
    StepArtifact output = compute("run", "a", "step", "weights");
    damage(output.artifact(), "weightX");
    assertThatThrownBy(() -> store.artifacts().read(output.artifact().sha256()))
        .hasMessageContaining("damaged");

    assertThat(store.tasks().clearFailed("run", seen(), Map.of(), ids -> Set.of()))
        .hasValue(List.of("a"));
  }

  private long seen() {
    return store.audit().last("run");
  }

  @Test
  void ofTwoThatGoOnWithARunOneClearsItsTasks() {
    run("run", "a");
    store
        .tasks()
        .record("run", List.of(new TaskUpdate("a", TaskState.FAILED, 3, 3, 0, null, "boom")));
    store.runs().update("run", RunState.FAILED, "failed: a");
    long seen = seen();
    assertThat(store.tasks().clearFailed("run", seen, Map.of("a", 2), ids -> Set.of()))
        .hasValue(List.of("a"));
    assertThat(store.runs().find("run").orElseThrow())
        .extracting(RunRecord::state, RunRecord::reason, RunRecord::endedAt)
        .containsExactly(RunState.RUNNING, null, null);

    // The first one's walk has failed again already.
    store
        .tasks()
        .record("run", List.of(new TaskUpdate("a", TaskState.FAILED, 4, 5, 0, null, "boom")));
    assertThat(store.tasks().clearFailed("run", seen, Map.of("a", 2), ids -> Set.of())).isEmpty();
    assertThat(task("a"))
        .extracting(TaskRecord::state, TaskRecord::maxTries)
        .containsExactly(TaskState.FAILED, 5);
  }

  @Test
  void thatNothingHadToBeClearedIsSaidOnceToo() {
    run("run", "a");
    long seen = seen();
    assertThat(store.tasks().clearFailed("run", seen, Map.of(), ids -> Set.of()))
        .hasValue(List.of());
    assertThat(store.tasks().clearFailed("run", seen, Map.of(), ids -> Set.of())).isEmpty();
  }
}
