package io.espalier.cli;

import static io.espalier.cli.Children.await;
import static io.espalier.cli.Children.noTryWasUsedAndNoStepRecordedTwice;
import static io.espalier.cli.Children.trains;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.cli.exit.ExitCode;
import io.espalier.fault.Failpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One run whose process ends at every failpoint in turn, and is resumed each time. */
class FailpointsTest extends ChildrenFixture {
  /** Reached by a training that is told to stop. */
  private static final Set<Failpoint> WHILE_STOPPING =
      EnumSet.of(Failpoint.CHECKPOINT_WRITTEN, Failpoint.CHECKPOINT_COMMITTED);

  /** Reached by every transaction: the first ones only open the store. */
  private static final Set<Failpoint> OFTEN =
      EnumSet.of(
          Failpoint.TRANSACTION_DONE,
          Failpoint.TRANSACTION_JOURNALED,
          Failpoint.TRANSACTION_COMMITTED,
          Failpoint.TRANSACTION_DURABLE);

  @Test
  void aRunThatEndsAtEveryFailpointInTurnHasTheDigestsOfAnUndisturbedOne() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    Files.writeString(file, Files.readString(file).replace("rounds: 1", "rounds: 3"));
    JsonNode clean = children.run(folder.resolve("clean"), "run", file.toString(), "--json");

    Path home = folder.resolve("killed");
    endsAt(home, Failpoint.RUN_SUBMITTED, 1, "run", file.toString());
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (Failpoint point : between()) {
      int times = OFTEN.contains(point) ? 1 + random.nextInt(12) : 1;
      endsAt(home, point, times, "resume");
    }
    endsAt(home, Failpoint.RUN_FINISHED, 1, "resume");

    JsonNode resumed = children.run(home, "resume", "--json");
    assertThat(resumed.path("results")).isEqualTo(clean.path("results")).isNotEmpty();
    assertThat(resumed.path("steps")).isEqualTo(clean.path("steps"));
    assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
    assertThat(CommandLineRun.of(home, "fsck").exitCode()).isZero();
    noTryWasUsedAndNoStepRecordedTwice(home, resumed.path("run_id").asText());
  }

  /** All that a run reaches between its beginning and its end. */
  private static List<Failpoint> between() {
    // First those of the dense training, while it is not done.
    List<Failpoint> points = new ArrayList<>(WHILE_STOPPING);
    points.addAll(EnumSet.complementOf(EnumSet.copyOf(WHILE_STOPPING)));
    points.removeAll(EnumSet.of(Failpoint.RUN_SUBMITTED, Failpoint.RUN_FINISHED));
    return points;
  }

  private void endsAt(Path home, Failpoint point, int times, String... command) throws Exception {
    Path fired = folder.resolve("fired");
    Files.deleteIfExists(fired);
    children.arm(point, times, fired);
    int exitCode = ExitCode.INTERRUPTED;
    // A slow machine may end the process before its training has got so far; then once more.
    for (int i = 0; i < 5 && exitCode == ExitCode.INTERRUPTED; i++) {
      exitCode = exitCode(home, point, command);
    }
    children.disarm();
    assertThat(exitCode).as("%s in `%s`", point, command[0]).isEqualTo(Failpoint.EXIT_CODE);
    assertThat(fired).as("%s was reached by `%s`", point, command[0]).hasContent(point.name());
  }

  private int exitCode(Path home, Failpoint point, String... command) throws Exception {
    boolean stopping = WHILE_STOPPING.contains(point);
    if (stopping) {
      children.hold(Hold.DENSE);
    }
    Process child = children.start(home, command);
    if (stopping) {
      await("a training is under way", child, () -> trains(home, ".train"));
      child.destroy();
      children.slow();
    }
    int exitCode = Children.exitCode(child);
    children.release();
    return exitCode;
  }
}
