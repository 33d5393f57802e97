package io.espalier.step.worker;

import static io.espalier.step.worker.TestBed.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.TaskFailure;
import io.espalier.state.TaskState;
import io.espalier.step.worker.TestOperators.Add;
import io.espalier.step.worker.TestOperators.Count;
import io.espalier.step.worker.TestOperators.Kind;
import io.espalier.store.step.AttemptState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged bytes are found when they are read; the step that made them runs again. */
final class DamageTest {
  @TempDir Path home;

  private final AtomicInteger runs = new AtomicInteger();
  private final Kind<Add> sum = TestOperators.sum(runs);

  private static void damage(TestBed bed, String digest) throws IOException {
    Path file = bed.file(digest);
    file.toFile().setWritable(true);
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
  }

  private static String chain(TestBed bed) {
    String run =
        bed.submit(
            task("a", "sum", "{'add': 2}"),
            task("b", "sum", "{'add': 3}", "n=a.n"),
            task("c", "sum", "{'add': 4}", "n=b.n"));
    bed.execute(run, "a");
    bed.execute(run, "b");
    return run;
  }

  @Test
  void aDamagedInputIsMadeAgainByItsStepAndTheReaderGoesOn() throws Exception {
    try (TestBed bed = new TestBed(home, sum)) {
      String run = chain(bed);
      String damaged = bed.output(run, "b", "n");
      damage(bed, damaged);
      assertThat(bed.execute(run, "c").returnValue()).isEqualTo("{\"value\":9}");
      assertThat(runs).hasValue(4);
      assertThat(bed.output(run, "b", "n")).isEqualTo(damaged);
      assertThat(TestOperators.number(bed.store.artifacts().read(damaged))).isEqualTo(5);
      assertThat(bed.task(run, "b").state()).isEqualTo(TaskState.SUCCESS);
      assertThat(bed.attempts(run, "b"))
          .extracting(attempt -> attempt.state())
          .containsExactly(AttemptState.WON, AttemptState.WON);
      assertThat(bed.log(run, "c")).contains(damaged).contains("task b makes it again");
    }
  }

  @Test
  void aMissingChainOfInputsIsMadeAgainFromItsBeginning() throws Exception {
    try (TestBed bed = new TestBed(home, sum)) {
      String run = chain(bed);
      damage(bed, bed.output(run, "a", "n"));
      Files.delete(bed.file(bed.output(run, "b", "n")));
      assertThat(bed.execute(run, "c").returnValue()).isEqualTo("{\"value\":9}");
      assertThat(runs).hasValue(5);
    }
  }

  @Test
  void aStepThatGivesOtherBytesThanItRecordedIsCalledIrreproducible() throws Exception {
    AtomicInteger drifts = new AtomicInteger();
    Kind<Add> drifting =
        new Kind<>(
            "drifting",
            Add.class,
            1,
            true,
            (parameters, context) -> {
              int n = drifts.incrementAndGet();
              context.output("n", "number", "text/plain", o -> o.write(TestOperators.bytes(n)));
              return n;
            });
    try (TestBed bed = new TestBed(home, sum, drifting)) {
      String run =
          bed.submit(
              task("a", "drifting", "{'add': 2}"),
              task("b", "sum", "{'add': 3}", "n=a.n"),
              task("again", "drifting", "{'add': 2}"));
      bed.execute(run, "a");
      String recorded = bed.output(run, "a", "n");
      damage(bed, recorded);
      assertThat(bed.failure(TaskFailure.FATAL, run, "b"))
          .startsWith("making the outputs of a again: ")
          .contains(recorded);
      assertThat(bed.failure(TaskFailure.FATAL, run, "b")).contains(recorded);
      assertThat(bed.failure(TaskFailure.FATAL, run, "again")).isNotEmpty();
      assertThat(drifts).as("it did not run a third time").hasValue(2);
    }
  }

  @Test
  void damageThatNoTaskCanMendIsFatalAndSaysWhatToDo() throws Exception {
    try (TestBed bed = new TestBed(home, sum)) {
      String digest =
          bed.store.artifacts().put("number", "text/plain", TestOperators.bytes(40)).sha256();
      String run = bed.submit(task("a", "sum", "{'add': 2}", "n=" + digest));
      damage(bed, digest);
      assertThat(bed.failure(TaskFailure.FATAL, run, "a"))
          .contains(digest)
          .endsWith(
              "no task of the run makes it: `espalier resume` takes a good copy from the folder"
                  + " data/, or says how to bring one");
      bed.store.artifacts().put("number", "text/plain", TestOperators.bytes(40));
      assertThat(bed.execute(run, "a").returnValue()).isEqualTo("{\"value\":42}");
    }
  }

  @Test
  void aFailedRepairLeavesTheTaskToBeRepairedLater() throws Exception {
    AtomicInteger left = new AtomicInteger(1);
    Kind<Add> flaky =
        new Kind<>(
            "flaky",
            Add.class,
            1,
            true,
            (parameters, context) -> {
              if (left.decrementAndGet() == -1) {
                throw new IOException("no luck");
              }
              context.output("n", "number", "text/plain", o -> o.write(TestOperators.bytes(5)));
              return 5;
            });
    try (TestBed bed = new TestBed(home, sum, flaky)) {
      String run =
          bed.submit(task("a", "flaky", "{'add': 0}"), task("b", "sum", "{'add': 3}", "n=a.n"));
      bed.execute(run, "a");
      damage(bed, bed.output(run, "a", "n"));
      assertThat(bed.failure(TaskFailure.FAILED, run, "b"))
          .isEqualTo("making the outputs of a again: java.io.IOException: no luck");
      assertThat(bed.execute(run, "b").returnValue()).isEqualTo("{\"value\":8}");
    }
  }

  @Test
  void aDamagedCheckpointMeansAFreshStart() throws Exception {
    List<Long> counted = new ArrayList<>();
    AtomicBoolean failing = new AtomicBoolean(true);
    Kind<Count> counter =
        TestOperators.counter(
            i -> {
              counted.add(i);
              if (i == 4 && failing.getAndSet(false)) {
                throw new IllegalStateException("once");
              }
            });
    try (TestBed bed = new TestBed(home, Duration.ZERO, counter)) {
      String run = bed.submit(task("a", "counter", "{'until': 6}"));
      bed.failure(TaskFailure.FAILED, run, "a");
      for (long i = 1; i < 6; i++) {
        byte[] state = TestOperators.bytes(i);
        Files.delete(
            bed.file(bed.store.artifacts().write("checkpoint", "x", o -> o.write(state)).sha256()));
      }
      counted.clear();
      assertThat(bed.execute(run, "a").returnValue()).isEqualTo("{\"value\":6}");
      assertThat(counted.get(0)).isZero();
      String key = String.valueOf(bed.task(run, "a").stepKey());
      assertThat(bed.store.metrics().of(key)).hasSize(6);
    }
  }
}
