package io.espalier.cli;

import static io.espalier.cli.Children.noTryWasUsedAndNoStepRecordedTwice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.cli.environment.TestDatabase;
import io.espalier.parts.BucketServer;
import io.espalier.parts.WrongClock;
import io.espalier.store.Store;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose clock of the day is wrong, on many machines and on one. */
class WrongClocksTest {
  private static final long ITERATIONS = 100;
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path folder;

  private WrongClock clock(String name) throws IOException {
    return new WrongClock(Files.createDirectory(folder.resolve(name)));
  }

  @Test
  void aWorkerADayAheadAndOneThatFallsADayBehindComputeTheSameAndLoseNothing() throws Exception {
    WrongClock ahead = clock("clock-ahead");
    WrongClock behind = clock("clock-behind");
    ahead.is(DAY);
    try (BucketServer server =
            new BucketServer("127.0.0.1", Files.createDirectory(folder.resolve("buckets")));
        FleetBed bed =
            new FleetBed(
                folder,
                new TestDatabase(),
                FleetEnvironment.bucket(server, folder),
                FleetBed.temporal())) {
      Path file = TinyExperiment.forWorkers(folder, ITERATIONS, 2);
      JsonNode clean = bed.embedded(file);
      bed.children.hold(Hold.DENSE);
      String run = bed.submit(file);
      bed.children.through(ahead.before());
      Process first = bed.worker("ahead");
      bed.children.through(behind.before());
      bed.worker("behind");
      List<String> trainings = bed.eachTrains(run, first, "ahead", "behind");

      behind.is(DAY.negated());
      bed.children.release();
      bed.endsAs(clean);

      try (Store store = bed.store()) {
        assertThat(store.workers().list())
            .allMatch(worker -> worker.alive() && near(worker.seenAt()), "alive by the database");
        for (TaskRecord task : store.tasks().list(run)) {
          assertThat(task.tryNumber()).isEqualTo(1);
          assertThat(near(task.startedAt()) && near(task.endedAt())).as(task.taskId()).isTrue();
          assertThat(bed.attempts(run, task.taskId()))
              .as("nobody takes a claim for run out")
              .extracting(AttemptRecord::state, AttemptRecord::failureText)
              .containsExactly(tuple(AttemptState.WON, null));
        }
      }
      assertThat(days(bed, run, trainings.get(0))).containsOnly(1L);
      assertThat(days(bed, run, trainings.get(1))).contains(0L, -1L);
    }
  }

  @Test
  void aRunOnOneMachineGoesOnWhereItsClockGoesADayAheadAndThenTwoDaysBack() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    Path home = folder.resolve("home");
    try (Children children = new Children(folder)) {
      JsonNode clean = children.run(folder.resolve("clean"), "run", file.toString(), "--json");
      WrongClock clock = clock("clock");
      children.through(clock.before());
      children.hold(Hold.DENSE);
      Process child = children.start(home, "run", file.toString());
      Children.await("it trains", child, () -> Children.trains(home, "r1.dense.train"));
      clock.is(DAY);
      children.hold(Hold.PRUNED);
      Children.await("it trains a day ahead", child, () -> trainsAhead(home));
      child.destroyForcibly().waitFor();
      children.release();

      clock.is(DAY.negated());
      JsonNode resumed = children.run(home, "resume", "--json");
      assertThat(resumed.path("results")).isNotEmpty().isEqualTo(clean.path("results"));
      assertThat(resumed.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
      noTryWasUsedAndNoStepRecordedTwice(home, resumed.path("run_id").asText());
      children.through();
      assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
      assertThat(CommandLineRun.of(home, "fsck").exitCode()).isZero();
    }
  }

  /** Whether a training is under way that says something a day from now. */
  private static boolean trainsAhead(Path home) {
    try (Stream<Path> logs = Files.list(home.resolve("logs"))) {
      for (Path log : logs.filter(file -> !file.endsWith("espalier.log")).toList()) {
        String text = Files.readString(log);
        if (text.contains("operator train") && days(text).anyMatch(day -> day == 1)) {
          return true;
        }
      }
      return false;
    } catch (IOException gone) {
      return false;
    }
  }

  /** The days, from today, on which the log of a task's attempt was written. */
  private static Stream<Long> days(FleetBed bed, String run, String task) {
    try (Store store = bed.store()) {
      String log = String.valueOf(bed.attempts(run, task).get(0).logDigest());
      return days(new String(store.artifacts().read(log), StandardCharsets.UTF_8));
    }
  }

  private static Stream<Long> days(String log) {
    return log.lines()
        .filter(line -> line.startsWith("20"))
        .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))))
        .map(time -> Math.round(Duration.between(Instant.now(), time).toMinutes() / 1440.0));
  }

  /** Whether a time is one of this test, and not of another day. */
  private static boolean near(@Nullable Instant time) {
    return time != null
        && Duration.between(time, Instant.now()).abs().compareTo(Duration.ofHours(1)) < 0;
  }
}
