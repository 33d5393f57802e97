package io.espalier.service.query.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.Shown;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.RegisteredLive;
import io.espalier.service.query.TestRuns;
import io.espalier.service.query.TestSite;
import io.espalier.service.query.View;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.task.TaskUpdate;
import io.espalier.store.text.HumanFormat;
import io.espalier.store.worker.NewWorker;
import io.espalier.store.worker.RunningTask;
import io.espalier.store.worker.WaitingTask;
import io.espalier.store.worker.WorkerBeat;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the workers of a store say of themselves shows wherever a run is looked at. */
class FleetStatusTest {
  private static final String NONE_ALIVE = "waiting for a worker of queue cpu (none alive)";

  private static final String OTHER =
      "waiting for a worker with b version 1 (others have version 2)";

  @TempDir private Path home;

  private Store store;
  private String run = "";

  @BeforeEach
  void submit() {
    store = SharedStore.over(Stores.own(home, "test"));
    run = new TestRuns(store).submit("a", "b");
    store.runs().update(run, RunState.RUNNING, null);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private StatusAnswer status() {
    return StatusQuery.QUERY.of(
        new View(new TestSite(), store, null, RegisteredLive.of(store)), Arguments.of("run", run));
  }

  private long enter(String... queues) {
    return store.workers().enter(new NewWorker("w1", "host", 1, "build", List.of(queues), 1));
  }

  @Test
  void aTaskWhoseQueueNoLivingWorkerServesSaysSo() {
    enter("gpu");

    StatusAnswer answer = status();

    assertThat(answer.tasks())
        .extracting(TaskLine::taskId, TaskLine::shown, TaskLine::text)
        .containsExactly(tuple("a", Shown.WAITS, NONE_ALIVE), tuple("b", Shown.WAITS, NONE_ALIVE));
    assertThat(answer.waits())
        .extracting(StatusAnswer.Wait::waitsFor, StatusAnswer.Wait::tasks, StatusAnswer.Wait::text)
        .containsExactly(tuple("worker", List.of("a", "b"), NONE_ALIVE));
  }

  @Test
  void aWorkerOfThatQueueEndsTheWaitUntilItDrains() {
    long id = enter("gpu", "cpu");
    assertThat(status().waits()).isEmpty();
    assertThat(status().tasks()).extracting(TaskLine::shown).containsOnly(Shown.QUEUED);

    store.workers().beat(id, new WorkerBeat(true, List.of(), List.of()));

    assertThat(status().waits()).extracting(StatusAnswer.Wait::text).containsExactly(NONE_ALIVE);
  }

  @Test
  void progressAndWaitsOfAWorkerAreSeen() {
    long id = enter("cpu");
    var claim = new TestRuns(store).claim(run, "a");
    store
        .workers()
        .beat(
            id,
            new WorkerBeat(
                false,
                List.of(new RunningTask(run, "a", 0.25), new RunningTask("other", "b", 0.5)),
                List.of(
                    new WaitingTask(run, "b", "WORKER", OTHER, 60),
                    new WaitingTask(run, "b2", "SOMETHING_NEWER", "", 60))));

    StatusAnswer answer = status();

    assertThat(answer.tasks())
        .extracting(TaskLine::taskId, TaskLine::shown, TaskLine::progress, TaskLine::text)
        .containsExactly(
            tuple("a", Shown.RUNNING, 0.25, null), tuple("b", Shown.WAITS, 0.0, OTHER));
    assertThat(answer.waits()).hasSize(1);
    assertThat(answer.waits().get(0).text()).startsWith(OTHER + " since ");
    assertThat(answer.workers())
        .extracting(
            StatusAnswer.Worker::name,
            StatusAnswer.Worker::alive,
            StatusAnswer.Worker::queues,
            StatusAnswer.Worker::running)
        .containsExactly(tuple("w1", true, List.of("cpu"), List.of(run + "/a", "other/b")));
    claim.release("end of the test");
  }

  @Test
  void whatAWorkerLeftToAnotherWaitsNoLongerOnceThatOneHasIt() {
    long left = enter("cpu");
    long right = enter("cpu");
    var claim = new TestRuns(store).claim(run, "b");
    WaitingTask wait = new WaitingTask(run, "b", "WORKER", OTHER, 60);
    store.workers().beat(left, new WorkerBeat(false, List.of(), List.of(wait)));
    assertThat(status().waits()).extracting(StatusAnswer.Wait::tasks).containsExactly(List.of("b"));

    store
        .workers()
        .beat(right, new WorkerBeat(false, List.of(new RunningTask(run, "b", 0.5)), List.of()));
    assertThat(status().waits()).isEmpty();

    claim.commit(List.of(), "7", List.of());
    store.workers().beat(right, new WorkerBeat(false, List.of(), List.of()));
    assertThat(status().waits()).isEmpty();
    assertThat(status().tasks())
        .filteredOn(task -> task.taskId().equals("b"))
        .extracting(TaskLine::shown)
        .containsExactly(Shown.EXECUTED);
  }

  @Test
  void ofADiskItIsSaidWhoseItIs() {
    store
        .workers()
        .beat(
            enter("cpu"),
            new WorkerBeat(
                false, List.of(), List.of(new WaitingTask(run, "a", "DISK", "it is full", 60))));

    assertThat(status().waits())
        .singleElement()
        .extracting(StatusAnswer.Wait::text)
        .asString()
        .endsWith("(w1: it is full)");
  }

  @Test
  void aRunThatHasEndedWaitsForNoWorker() {
    store.runs().update(run, RunState.FAILED, "cancelled");

    assertThat(status().waits()).isEmpty();
  }

  private ListAnswer.Run listed() {
    View view = new View(new TestSite(), store, null, RegisteredLive.of(store));
    return ListQuery.QUERY.of(view, Arguments.NONE).runs().get(0);
  }

  @Test
  void aListOfRunsSaysWhatOneWaitsForOfWhichNothingRuns() {
    assertThat(listed().reason()).isEqualTo(NONE_ALIVE);

    long id = enter("cpu");
    assertThat(listed().reason()).isNull();
    store
        .workers()
        .beat(
            id,
            new WorkerBeat(
                false, List.of(), List.of(new WaitingTask(run, "a", "BUCKET", "no answer", 60))));
    assertThat(listed().reason()).startsWith("waiting for the bucket since ").doesNotContain(";");
    assertThat(status().waits()).extracting(StatusAnswer.Wait::waitsFor).containsExactly("bucket");

    store
        .workers()
        .beat(
            id,
            new WorkerBeat(
                false,
                List.of(new RunningTask(run, "b", 0.5)),
                List.of(new WaitingTask(run, "a", "BUCKET", "no answer", 60))));
    var claim = new TestRuns(store).claim(run, "b");
    assertThat(listed().reason()).as("another task runs").isNull();
    claim.release("end of the test");
  }

  @Test
  void aTaskThatRestsSaysWhenItIsTriedAgain() {
    enter("cpu");
    Instant next = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(600);
    TaskUpdate failed =
        new TaskUpdate("a", TaskState.UP_FOR_RETRY, 1, 3, 0, next, "no luck this time");
    store.tasks().record(run, List.of(failed));

    StatusAnswer answer = status();

    String at = HumanFormat.clock(next, Instant.now());
    assertThat(answer.waits())
        .extracting(StatusAnswer.Wait::waitsFor, StatusAnswer.Wait::tasks, StatusAnswer.Wait::text)
        .containsExactly(tuple("retry", List.of("a"), "retrying at " + at + ": a"));
    assertThat(answer.tasks().get(0))
        .extracting(TaskLine::shown, TaskLine::nextTryAt, TaskLine::text)
        .containsExactly(Shown.RETRY, next, "no luck this time");
    assertThat(listed().reason()).isEqualTo("retrying at " + at + ": a");
  }

  @Test
  void aRunWhosePlanCannotBeReadHereShowsWhatItsRowsSay() {
    new TestRuns(store).compute(run, "a");
    Store away = SharedStore.withoutBytes(store);
    View view = new View(new TestSite(), away, null, RegisteredLive.of(away));

    StatusAnswer answer = StatusQuery.QUERY.of(view, Arguments.of("run", run));

    assertThat(answer.run()).isNotNull();
    assertThat(answer.counts()).isEqualTo(Map.of("EXECUTED", 1, "waiting", 1));
    assertThat(answer.tasks()).isEmpty();
    assertThat(answer.waits())
        .singleElement()
        .extracting(StatusAnswer.Wait::text)
        .isEqualTo("its tasks cannot be shown one by one here: the bucket is away");
    assertThat(ListQuery.QUERY.of(view, Arguments.NONE).runs()).hasSize(1);
  }
}
