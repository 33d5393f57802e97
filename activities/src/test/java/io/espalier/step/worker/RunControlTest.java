package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Dag;
import io.espalier.dag.Flow;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.run.RunSnapshot;
import io.espalier.run.RunSummary;
import io.espalier.run.TaskChange;
import io.espalier.run.TaskFailure;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.step.FatalTaskException;
import io.espalier.step.key.RecordedSteps;
import io.espalier.step.submit.RunStart;
import io.espalier.step.waiting.Wait;
import io.espalier.step.waiting.Waits;
import io.espalier.step.worker.TestOperators.Add;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.step.worker.TestOperators.None;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.run.RunRecord;
import io.temporal.failure.ApplicationFailure;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Submitting, loading, recording, ending and resuming runs. */
final class RunControlTest {
  @TempDir Path home;

  private final AtomicInteger runs = new AtomicInteger();
  private final Kind<Add> sum = TestOperators.sum(runs);
  private final Kind<None> choose =
      TestOperators.operator("choose", (parameters, context) -> List.of("b"));

  private static TaskChange change(
      String id, TaskState state, int tryNumber, @Nullable String next, @Nullable String reason) {
    return new TaskChange(id, state, tryNumber, 3, 1, next, reason);
  }

  @Test
  void aSubmittedRunIsQueuedWithItsPlanAndConfiguration() {
    try (TestBed bed = new TestBed(home, sum)) {
      Plan plan = TestBed.plan(task("a", "sum", "{'add': 2}"));
      Instant now = Instant.parse("2026-11-22T05:00:00.123456789Z");
      RunRecord run = RunStart.submit(bed.store, plan, now);
      assertThat(run.runId()).isEqualTo("test-20261122-050000");
      assertThat(run.state()).isEqualTo(RunState.QUEUED);
      assertThat(run.seed()).isEqualTo(42);
      assertThat(run.logicalDate()).isEqualTo(Instant.parse("2026-11-22T05:00:00.123456Z"));
      assertThat(run.workflowId()).isEqualTo("espalier-run/test-20261122-050000");
      byte[] config = bed.store.artifacts().read(run.configDigest());
      assertThat(new String(config, StandardCharsets.UTF_8))
          .isEqualTo("{\n  \"name\" : \"test\",\n  \"seed\" : 42\n}\n");
      assertThat(PlanJson.read(bed.store.artifacts().read(run.planDigest()))).isEqualTo(plan);

      assertThat(RunStart.submit(bed.store, plan, now).runId()).isEqualTo("test-20261122-050000-2");
      Plan named =
          new Plan(
              PlanJson.VERSION,
              plan.experiment(),
              "none",
              new Dag("scheduled__x", plan.dag().tasks()),
              List.of(),
              Map.of());
      assertThat(RunStart.submit(bed.store, named, now).runId())
          .isEqualTo("manual__scheduled__x-20261122-050000");
    }
  }

  @Test
  void theWalkSeesWhatWasRecorded() {
    try (TestBed bed = new TestBed(home, sum, choose)) {
      String run =
          bed.submit(
              task("pick", "choose", 1, "{}", Flow.BRANCH),
              task("b", "sum", "{'add': 2}"),
              task("c", "sum", "{'add': 3}"),
              task("d", "sum", "{'add': 4}"));
      RunControl control = new RunControl(bed.store);
      RunSnapshot fresh = control.load(run);
      assertThat(fresh.dagId()).isEqualTo("test");
      assertThat(fresh.logicalDate()).isEqualTo("2026-11-22T05:00:00Z");
      assertThat(fresh.nodes())
          .extracting(node -> node.taskId())
          .containsExactly("pick", "b", "c", "d");
      assertThat(fresh.recorded()).isEmpty();
      assertThat(fresh.cancelReason()).isNull();
      assertThat(bed.store.runs().find(run).orElseThrow().state()).isEqualTo(RunState.RUNNING);

      bed.execute(run, "pick");
      TaskChange retry = change("b", TaskState.UP_FOR_RETRY, 2, "2026-11-22T06:00:00Z", "no luck");
      TaskChange skipped = change("c", TaskState.SKIPPED, 0, null, "skipped by pick");
      TaskChange running = change("d", TaskState.RUNNING, 1, null, null);
      control.record(run, List.of(retry, skipped, running));
      control.record(run, List.of(change("pick", TaskState.FAILED, 1, null, "late")));
      RunSnapshot later = new RunControl(bed.store).load(run);
      assertThat(Objects.requireNonNull(later.recorded().get("pick")).state())
          .isEqualTo(TaskState.SUCCESS);
      assertThat(later.recorded()).containsEntry("b", retry).containsEntry("c", skipped);
      assertThat(later.recorded()).containsEntry("d", running);
      assertThat(later.returnValues()).isEqualTo(Map.of("pick", "[\"b\"]"));
    }
  }

  @Test
  void aRecordedCancelIsSeenUntilTheRunIsResumed() {
    try (TestBed bed = new TestBed(home, sum)) {
      String run = bed.submit(task("a", "sum", "{'add': 2}"));
      RunControl control = new RunControl(bed.store);
      RunControl.requestCancel(bed.store, run);
      assertThat(control.load(run).cancelReason()).isEmpty();
      control.finish(run, new RunSummary(RunState.FAILED, "cancelled", Map.of()));
      RunRecord ended = bed.store.runs().find(run).orElseThrow();
      assertThat(ended.state()).isEqualTo(RunState.FAILED);
      assertThat(ended.reason()).isEqualTo("cancelled");
      assertThat(ended.endedAt()).isNotNull();

      bed.resume(run);
      assertThat(control.load(run).cancelReason()).isNull();
      control.finish(run, new RunSummary(RunState.SUCCESS, "", Map.of()));
      assertThat(bed.store.runs().find(run).orElseThrow().reason()).isNull();
    }
  }

  @Test
  void aResumedRunTriesItsFailedTasksAgain() {
    Kind<None> broken =
        TestOperators.operator(
            "broken",
            (parameters, context) -> {
              throw new FatalTaskException("broken");
            });
    try (TestBed bed = new TestBed(home, sum, broken)) {
      String run =
          bed.submit(
              task("a", "sum", "{'add': 2}"),
              task("b", "broken", "{}"),
              task("c", "sum", "{'add': 3}", "n=b.n"));
      RunControl control = new RunControl(bed.store);
      bed.execute(run, "a");
      bed.failure(TaskFailure.FATAL, run, "b");
      control.record(
          run,
          List.of(
              change("b", TaskState.FAILED, 2, null, "broken"),
              change("c", TaskState.UPSTREAM_FAILED, 0, null, "all_success of b")));
      control.finish(run, new RunSummary(RunState.FAILED, "failed: b", Map.of()));

      RunRecord resumed = bed.resume(run);
      assertThat(resumed.state()).isEqualTo(RunState.RUNNING);
      assertThat(resumed.reason()).isNull();
      assertThat(bed.task(run, "a").state()).isEqualTo(TaskState.SUCCESS);
      TaskChange cleared = Objects.requireNonNull(control.load(run).recorded().get("b"));
      assertThat(cleared.state()).isEqualTo(TaskState.NONE);
      assertThat(cleared.tryNumber()).isEqualTo(2);
      assertThat(cleared.maxTries()).as("try number and no retries").isEqualTo(2);
      assertThat(control.load(run).recorded()).doesNotContainKey("c");

      control.finish(run, new RunSummary(RunState.SUCCESS, "", Map.of()));
      assertThat(bed.resume(run).state()).isEqualTo(RunState.SUCCESS);
    }
  }

  @Test
  void aPlanOfOtherCodeIsRefusedByNameAndLeftAlone() {
    try (TestBed bed = new TestBed(home, sum)) {
      Plan plan = TestBed.plan(task("a", "sum", "{'add': 2}"), task("b", "sum", "{'add': 3}"));
      Plan plugged =
          new Plan(
              PlanJson.VERSION,
              plan.experiment(),
              "none",
              plan.dag(),
              List.of(),
              Map.of("operator/sum", "f".repeat(64)));
      String run = RunStart.submit(bed.store, plugged, TestBed.NOW).runId();
      assertThatThrownBy(() -> bed.resume(run))
          .isInstanceOf(RunStart.RefusedException.class)
          .hasMessage(
              "run "
                  + run
                  + " cannot go on here: operator/sum: the plan was made with the user jar "
                  + "f".repeat(64)
                  + ", here it is missing; give the same jar with --plugins");
      assertThat(bed.store.runs().find(run).orElseThrow().state()).isEqualTo(RunState.QUEUED);

      Catalog newer =
          new Catalog(
              List.of(new Kind<>("sum", Add.class, 2, true, sum.code())),
              Map.of("operator/sum", "f".repeat(64)));
      assertThatThrownBy(() -> RunStart.resume(bed.store, newer, run, 0))
          .hasMessageContaining(
              "operator sum: version 2 here, but the plan was made for version 1");
      assertThatThrownBy(() -> RunStart.resume(bed.store, newer, "nothing", 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("run nothing: not found");
    }
  }

  @Test
  void aWalkThatCannotRecordSaysWhatItWaitsForUntilItCan() {
    try (TestBed bed = new TestBed(home, sum)) {
      String run = bed.submit(task("a", "sum", "{'add': 2}"));
      AtomicBoolean away = new AtomicBoolean(true);
      Store store =
          (Store)
              Proxy.newProxyInstance(
                  Store.class.getClassLoader(),
                  new Class<?>[] {Store.class},
                  (proxy, method, arguments) -> {
                    if (away.get()) {
                      throw new StoreUnavailableException("away", new SQLException("08006"));
                    }
                    return method.invoke(bed.store, arguments);
                  });
      Waits waits = new Waits();
      RunControl control = new RunControl(store, new PlannedRun.Reader(store), waits);
      List<TaskChange> changes = List.of(change("a", TaskState.UP_FOR_RESCHEDULE, 1, null, "no"));

      assertThatThrownBy(() -> control.record(run, changes)).isInstanceOf(ApplicationFailure.class);
      assertThat(waits.of(run))
          .singleElement()
          .satisfies(wait -> assertThat(wait.what()).isEqualTo(Wait.For.STORE))
          .satisfies(wait -> assertThat(wait.who()).isEqualTo(Waits.BOOKKEEPING));

      away.set(false);
      control.record(run, changes);
      assertThat(waits.of(run)).isEmpty();
    }
  }

  @Test
  void aRunThatIsNotThereEndsTheWalk() {
    try (TestBed bed = new TestBed(home, sum)) {
      RunControl control = new RunControl(bed.store);
      assertThatThrownBy(() -> control.load("nothing"))
          .isInstanceOfSatisfying(
              ApplicationFailure.class, failure -> assertThat(failure.isNonRetryable()).isTrue());
    }
  }

  @Test
  void aLookAheadFindsTheStepsThatAreRecorded() {
    try (TestBed bed = new TestBed(home, sum)) {
      String run =
          bed.submit(task("a", "sum", "{'add': 2}"), task("b", "sum", "{'add': 3}", "n=a.n"));
      bed.execute(run, "a");
      bed.execute(run, "b");
      Plan larger =
          TestBed.plan(
              task("x", "sum", "{'add': 2}"),
              task("y", "sum", "{'add': 3}", "n=x.n"),
              task("z", "sum", "{'add': 4}", "n=y.n"),
              task("zz", "sum", "{'add': 4}", "n=z.n"));
      assertThat(RecordedSteps.of(bed.store, bed.catalog, larger))
          .isEqualTo(
              Map.of(
                  "x", String.valueOf(bed.task(run, "a").stepKey()),
                  "y", String.valueOf(bed.task(run, "b").stepKey())));
    }
  }
}
