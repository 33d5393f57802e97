package io.espalier.step;

import static io.espalier.step.TestBed.CALM;
import static io.espalier.step.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Flow;
import io.espalier.engine.DivergedException;
import io.espalier.run.TaskCall;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.step.TestOperators.Add;
import io.espalier.step.TestOperators.Kind;
import io.espalier.step.TestOperators.None;
import io.espalier.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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
      assertThat(bed.task(first, "a").disposition()).isEqualTo("EXECUTED");
      assertThat(bed.task(second, "c").disposition()).isEqualTo("CACHED");
      assertThat(bed.task(second, "c").state()).isEqualTo("success");
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
                  new io.espalier.store.task.TaskUpdate("a", "skipped", 0, 0, 0, null, "branch")));
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
      assertThat(bed.task(run, "a").disposition()).isEqualTo("EXECUTED");
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

  @Test
  void secondWorkerFindsTheStepBusyAndThenRecorded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (TestBed bed = new TestBed(home, TestOperators.sleeper(begun, go))) {
      String run = bed.submit(task("a", "sleeper", "{}"), task("b", "sleeper", "{}"));
      FutureTask<TaskResult> first = new FutureTask<>(() -> bed.execute(run, "a"));
      Thread thread = new Thread(first);
      thread.start();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(bed.board.running(run)).containsOnlyKeys("a");
      try (TaskWorker other = bed.worker("worker-2", Duration.ofSeconds(10), bed.catalog)) {
        TaskCall b = new TaskCall(run, "b", 1);
        assertThat(TestBed.failure(TaskFailure.STEP_BUSY, () -> other.execute(b, CALM)))
            .contains("worker-1");
        go.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).cached()).isFalse();
        assertThat(other.execute(new TaskCall(run, "b", 1), CALM).cached()).isTrue();
      }
      assertThat(bed.board.running(run)).isEmpty();
    }
  }

  @Test
  void aSecondTaskOfTheSameWorkerWaitsForTheStepAndFindsItRecorded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (TestBed bed = new TestBed(home, TestOperators.sleeper(begun, go))) {
      String run = bed.submit(task("a", "sleeper", "{}"), task("b", "sleeper", "{}"));
      FutureTask<TaskResult> first = new FutureTask<>(() -> bed.execute(run, "a"));
      FutureTask<TaskResult> second = new FutureTask<>(() -> bed.execute(run, "b"));
      new Thread(first).start();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      new Thread(second).start();
      go.countDown();
      assertThat(first.get(20, TimeUnit.SECONDS).cached()).isFalse();
      assertThat(second.get(20, TimeUnit.SECONDS).cached()).isTrue();
    }
  }

  @Test
  void aZombieIsToldSoAndChangesNothing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Kind<None> sleeper = TestOperators.sleeper(begun, go);
    Kind<None> once =
        TestOperators.operator(
            "sleeper",
            (parameters, context) ->
                runs.incrementAndGet() == 1 ? sleeper.run(parameters, context) : "second");
    try (TestBed bed = new TestBed(home, once)) {
      String run = bed.submit(task("a", "sleeper", "{}"));
      FutureTask<String> zombie =
          new FutureTask<>(() -> bed.failure(TaskFailure.CLAIM_LOST, run, "a"));
      new Thread(zombie).start();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      // What a new owner of the file finds: a claim of an owner that is gone.
      try (Connection file =
          DriverManager.getConnection("jdbc:h2:file:" + home.resolve("store"), "espalier", "")) {
        file.createStatement().executeUpdate("UPDATE step SET owner_epoch = NULL");
      }
      try (TaskWorker other = bed.worker("worker-2", Duration.ofSeconds(10), bed.catalog)) {
        assertThat(other.execute(new TaskCall(run, "a", 1), CALM))
            .isEqualTo(new TaskResult(false, "\"second\""));
      }
      go.countDown();
      assertThat(zombie.get(20, TimeUnit.SECONDS)).startsWith("another attempt has taken");
      assertThat(bed.attempts(run, "a"))
          .extracting(attempt -> attempt.state())
          .containsExactly("LOST", "WON");
      assertThat(bed.execute(run, "a").returnValue()).isEqualTo("\"second\"");
      assertThat(bed.store.tasks().outputs(run, "a")).isEmpty();
    }
  }

  @Test
  void aFailureIsLoggedWithItsTraceAndTheNextTryMaySucceed() {
    Kind<None> flaky =
        TestOperators.operator(
            "flaky",
            (parameters, context) -> {
              context.log("about to look");
              if (runs.incrementAndGet() <= 2) {
                throw new IOException("no luck");
              }
              return "luck";
            });
    try (TestBed bed = new TestBed(home, flaky)) {
      String run = bed.submit(task("a", "flaky", "{}"));
      assertThat(bed.failure(TaskFailure.FAILED, run, "a"))
          .isEqualTo("java.io.IOException: no luck");
      assertThat(bed.log(run, "a"))
          .contains("task a of run " + run + ", try 1")
          .contains("step " + bed.task(run, "a").stepKey() + ", attempt 1")
          .contains("about to look")
          .contains("FAILED: java.io.IOException: no luck")
          .contains("at io.espalier.step.TaskWorkerTest")
          .matches("(?s)(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z .*\\n(  .*\\n)*)+");
      bed.failure(TaskFailure.FAILED, run, "a", 2, CALM);
      assertThat(bed.execute(run, "a", 3, CALM)).isEqualTo(new TaskResult(false, "\"luck\""));
      assertThat(bed.attempts(run, "a"))
          .extracting(attempt -> attempt.state())
          .containsExactly("FAILED", "FAILED", "WON");
      assertThat(bed.log(run, "a")).endsWith(" done\n");
    }
  }

  @Test
  void everyWayOfFailingHasItsType() {
    Kind<None> fatal = throwing("fatal", new FatalTaskException("no hope"));
    Kind<None> diverged = throwing("diverged", new DivergedException(7, Double.NaN));
    Kind<None> skip = throwing("skip", new SkipTaskException("nothing to do"));
    Kind<None> away =
        throwing(
            "away",
            new RuntimeException(
                new StoreUnavailableException("disk full", new IOException("No space"))));
    Kind<None> error = throwing("error", new StackOverflowError("deep"));
    Kind<None> large = TestOperators.operator("large", (parameters, context) -> "x".repeat(70_000));
    Kind<None> twice =
        TestOperators.operator(
            "twice",
            (parameters, context) -> {
              context.output("n", "number", "text/plain", out -> out.write(1));
              context.output("n", "number", "text/plain", out -> out.write(2));
              return null;
            });
    Kind<None> noise =
        TestOperators.operator("noise", (parameters, context) -> context.random("order").bits(0));
    try (TestBed bed = new TestBed(home, fatal, diverged, skip, away, error, large, twice, noise)) {
      for (String[] expected :
          new String[][] {
            {"fatal", "FATAL", "no hope"},
            {"diverged", "FATAL", "the loss is NaN at iteration 7: the training diverged"},
            {"skip", "SKIPPED", "nothing to do"},
            {"away", "UNAVAILABLE", "disk full"},
            {"error", "FAILED", "java.lang.StackOverflowError: deep"},
            {
              "large",
              "FATAL",
              "result: 70002 bytes (expected: <= 65536); write what is large as an output"
            },
            {"twice", "FAILED", "java.lang.IllegalStateException: output n: written twice"},
            {"noise", "FATAL", "random stream order: not declared by the task's plan"},
          }) {
        String run = bed.submit(task("a", expected[0], "{}"));
        TaskFailure kind = TaskFailure.valueOf(expected[1]);
        assertThat(bed.failure(kind, run, "a")).isEqualTo(expected[2]);
        // Whatever came of it, nobody holds the step any more.
        String again = bed.submit(task("a", expected[0], "{}"));
        assertThat(bed.failure(kind, again, "a")).isEqualTo(expected[2]);
      }
    }
  }

  private static Kind<None> throwing(String name, Throwable thrown) {
    return TestOperators.operator(
        name,
        (parameters, context) -> {
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (Exception) thrown;
        });
  }

  @Test
  void whatThePlanAsksForMustBeHere() {
    Catalog plain = new Catalog(List.of(sum), Map.of());
    try (TestBed bed = new TestBed(home, sum)) {
      String run =
          bed.submit(
              task("unknown", "summ", "{'add': 2}"),
              task("old", "sum", 7, "{'add': 2}", Flow.WORK),
              task("text", "sum", "{'add': 'much'}"),
              task("extra", "sum", "{'add': 2, 'adds': 3}"),
              task("good", "sum", "{'add': 2}"));
      assertThat(bed.failure(TaskFailure.FATAL, run, "unknown"))
          .isEqualTo(
              "operator summ: not known here (expected one of: sum); "
                  + "give the folder of its jar with --plugins");
      assertThat(bed.failure(TaskFailure.FATAL, run, "old"))
          .isEqualTo(
              "operator sum: version 1 here, but the plan was made for version 7; resume with the"
                  + " version of Espalier that made the plan, or start a new run");
      assertThat(bed.failure(TaskFailure.FATAL, run, "text"))
          .startsWith("parameters of operator sum: add: ");
      assertThat(bed.failure(TaskFailure.FATAL, run, "extra"))
          .startsWith("parameters of operator sum: adds: ");
      assertThat(bed.failure(TaskFailure.FATAL, run, "nobody"))
          .isEqualTo("task nobody: not in the plan of run " + run);
      assertThat(bed.failure(TaskFailure.FATAL, "nothing", "good"))
          .isEqualTo("run nothing: not found");

      Catalog jar = new Catalog(List.of(sum), Map.of("operator/sum", "f".repeat(64)));
      try (TaskWorker other = bed.worker("worker-2", Duration.ofSeconds(10), jar)) {
        assertThat(PlanCheck.problems(jar, TestBed.plan(), List.of(task("a", "sum", "{'add': 1}"))))
            .singleElement()
            .asString()
            .contains("operator/sum: comes from a user jar");
        assertThat(other).isNotNull();
      }
      assertThat(PlanCheck.problems(plain, TestBed.plan(), List.of(task("a", "sum", "{}"))))
          .isEmpty();
      assertThat(bed.execute(run, "good").cached()).isFalse();
      assertThat(bed.task(run, "old").state()).isEqualTo("none");
    }
  }
}
