package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.CALM;
import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.state.TaskState;
import io.espalier.step.worker.TestOperators.Add;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.store.task.Disposition;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskWorkerTest {
  @TempDir Path home;

  private final AtomicInteger runs = new AtomicInteger();
  private final Kind<Add> sum = TestOperators.sum(runs);

  @Test
  void aStepIsExecutedOnceAndThenCachedForOtherTasksAndRuns() {
    try (TestBed bed = new TestBed(home, sum)) {
      String first = bed.submit(task("a", "sum", "{'add': 2}"), task("b", "sum", "{'add': 2}"));
      assertThat(bed.execute(first, "a")).isEqualTo(new TaskResult(false, "{\"value\":2}"));
      assertThat(bed.execute(first, "b")).isEqualTo(new TaskResult(true, "{\"value\":2}"));
      String second = bed.submit(task("c", "sum", "{'add': 2}"));
      assertThat(bed.execute(second, "c")).isEqualTo(new TaskResult(true, "{\"value\":2}"));

      assertThat(runs).hasValue(1);
      assertThat(bed.task(first, "a").disposition()).isEqualTo(Disposition.EXECUTED);
      assertThat(bed.task(second, "c").disposition()).isEqualTo(Disposition.CACHED);
      assertThat(bed.task(second, "c").state()).isEqualTo(TaskState.SUCCESS);
      assertThat(bed.output(second, "c", "n")).isEqualTo(bed.output(first, "a", "n"));
    }
  }

  @Test
  void inputsAreWhatUpstreamTasksRecorded() {
    try (TestBed bed = new TestBed(home, sum)) {
      String run =
          bed.submit(
              task("a", "sum", "{'add': 2}"),
              task("b", "sum", "{'add': 3}", "n=a.n"),
              task("c", "sum", "{'add': 4}", "n=b.n"));
      bed.execute(run, "a");
      bed.execute(run, "b");
      assertThat(bed.execute(run, "c").returnValue()).isEqualTo("{\"value\":9}");
      byte[] nine = bed.store.artifacts().read(bed.output(run, "c", "n"));
      assertThat(TestOperators.number(nine)).isEqualTo(9);
      assertThat(bed.store.steps().inputs(String.valueOf(bed.task(run, "c").stepKey())))
          .extracting(input -> input.artifact().sha256())
          .containsExactly(bed.output(run, "b", "n"));
    }
  }

  @Test
  void knownArtifactsAreInputsToo() {
    try (TestBed bed = new TestBed(home, sum)) {
      String digest =
          bed.store.artifacts().put("number", "text/plain", TestOperators.bytes(40)).sha256();
      String run =
          bed.submit(
              task("a", "sum", "{'add': 2}", "n=" + digest),
              task("b", "sum", "{'add': 2}", "n=" + "0".repeat(64)));
      assertThat(bed.execute(run, "a").returnValue()).isEqualTo("{\"value\":42}");
      assertThat(bed.failure(TaskFailure.FATAL, run, "b"))
          .isEqualTo("input n: artifact " + "0".repeat(64) + " is not in this store");
    }
  }

  @Test
  void anOutputThatNobodyMadeIsNamed() {
    try (TestBed bed = new TestBed(home, sum)) {
      String run =
          bed.submit(
              task("a", "sum", "{'add': 2}"),
              task("b", "sum", "{'add': 2}", "n=a.weights"),
              task("c", "sum", "{'add': 2}", "n=a.n", "n=a.n"));
      bed.execute(run, "a");
      assertThat(bed.failure(TaskFailure.FATAL, run, "b"))
          .isEqualTo("input n: task a has no output weights (it has: n)");
      assertThat(bed.failure(TaskFailure.FATAL, run, "c"))
          .isEqualTo("inputs of role n: 2 (expected: 1); the task has inputs of the roles: n");
    }
  }

  @Test
  void aTaskThatWasSkippedGivesNoInput() {
    try (TestBed bed = new TestBed(home, sum)) {
      String run =
          bed.submit(task("a", "sum", "{'add': 2}"), task("b", "sum", "{'add': 3}", "n=a.n"));
      bed.store
          .tasks()
          .record(
              run,
              List.of(
                  new io.espalier.store.task.TaskUpdate(
                      "a", TaskState.SKIPPED, 0, 0, 0, null, "branch")));
      assertThat(bed.execute(run, "b").returnValue()).isEqualTo("{\"value\":3}");
    }
  }

  @Test
  void aLateOrRepeatedCallGetsTheRecordedResult() {
    try (TestBed bed = new TestBed(home, sum)) {
      String run = bed.submit(task("a", "sum", "{'add': 2}"), task("b", "sum", "{'add': 2}"));
      TaskResult executed = bed.execute(run, "a");
      TaskResult cached = bed.execute(run, "b");
      assertThat(bed.execute(run, "a")).isEqualTo(executed);
      assertThat(bed.execute(run, "b", 2, CALM)).isEqualTo(cached);
      assertThat(runs).hasValue(1);
      assertThat(bed.task(run, "a").disposition()).isEqualTo(Disposition.EXECUTED);
      assertThat(bed.attempts(run, "a")).hasSize(1);
    }
  }

  @Test
  void whatIsNotMemoisedRunsForEveryTaskButOnlyOnce() {
    Kind<Add> once = new Kind<>("once", Add.class, 1, false, sum.code());
    try (TestBed bed = new TestBed(home, once)) {
      String first = bed.submit(task("a", "once", "{'add': 2}"), task("b", "once", "{'add': 2}"));
      String second = bed.submit(task("a", "once", "{'add': 2}"));
      assertThat(bed.execute(first, "a").cached()).isFalse();
      assertThat(bed.execute(first, "b").cached()).isFalse();
      assertThat(bed.execute(second, "a").cached()).isFalse();
      assertThat(runs).hasValue(3);
      bed.execute(first, "a");
      assertThat(runs).hasValue(3);
    }
  }
}
