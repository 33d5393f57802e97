package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.CALM;
import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Flow;
import io.espalier.engine.DivergedException;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.state.TaskState;
import io.espalier.step.FatalTaskException;
import io.espalier.step.SkipTaskException;
import io.espalier.step.key.PlanCheck;
import io.espalier.step.waiting.Wait;
import io.espalier.step.worker.TestOperators.Add;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.step.worker.TestOperators.None;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.step.AttemptState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a task can end without success. */
final class FailingTasksTest {
  @TempDir Path home;

  private final AtomicInteger runs = new AtomicInteger();
  private final Kind<Add> sum = TestOperators.sum(runs);

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
          .contains("at io.espalier.step.worker.FailingTasksTest")
          .matches("(?s)(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z .*\\n(  .*\\n)*)+");
      bed.failure(TaskFailure.FAILED, run, "a", 2, CALM);
      assertThat(bed.execute(run, "a", 3, CALM)).isEqualTo(new TaskResult(false, "\"luck\""));
      assertThat(bed.attempts(run, "a"))
          .extracting(attempt -> attempt.state())
          .containsExactly(AttemptState.FAILED, AttemptState.FAILED, AttemptState.WON);
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

  @Test
  void aLogThatFindsNoRoomEndsNothing() throws IOException {
    try (TestBed bed = new TestBed(home, sum)) {
      String run = bed.submit(task("a", "sum", "{'add': 2}"), task("b", "sum", "{'add': 3}"));
      bed.execute(run, "a");
      Path logs = home.resolve("logs");
      Files.move(logs, home.resolve("moved"));
      Files.writeString(logs, "not a folder");
      assertThat(bed.execute(run, "b").cached()).isFalse();
    }
  }

  @Test
  void aTaskThatWaitsSaysForWhatUntilItsFirstCheckpointOrItsEnd() {
    List<Object> seen = new ArrayList<>();
    AtomicReference<TestBed> here = new AtomicReference<>();
    Kind<None> writer =
        TestOperators.operator(
            "writer",
            (parameters, context) -> {
              TestBed bed = Objects.requireNonNull(here.get());
              String run = bed.store.runs().latest().orElseThrow().runId();
              if (runs.incrementAndGet() <= 2) {
                throw new StoreUnavailableException("full", new IOException("No space"));
              }
              seen.addAll(bed.worker.waits().of(run));
              context.checkpoint(1, out -> out.write(1));
              assertThat(bed.worker.waits().of(run)).isEmpty();
              return null;
            });
    try (TestBed bed = new TestBed(home, writer)) {
      here.set(bed);
      String run = bed.submit(task("a", "writer", "{}"));
      bed.failure(TaskFailure.UNAVAILABLE, run, "a");
      List<Wait> first = bed.worker.waits().of(run);
      assertThat(first)
          .singleElement()
          .satisfies(wait -> assertThat(wait.what()).isEqualTo(Wait.For.DISK))
          .satisfies(wait -> assertThat(wait.text()).isEqualTo("full"));
      bed.failure(TaskFailure.UNAVAILABLE, run, "a");
      assertThat(bed.worker.waits().of(run)).isEqualTo(first);
      bed.execute(run, "a");
      assertThat(seen).as("a claim alone says nothing of the disk").hasSize(1);
      assertThat(bed.worker.waits().of(run)).isEmpty();
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
      assertThat(bed.task(run, "old").state()).isEqualTo(TaskState.NONE);
    }
  }
}
