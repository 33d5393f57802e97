package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.HeldExecutor.Hold;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of a run that waits, whoever asks. */
class FleetStatesTest {
  private static final long ITERATIONS = 300;
  private static final String NONE_ALIVE = "waiting for a worker of queue cpu (none alive)";

  @TempDir private Path folder;

  @Test
  void aRunSaysThatItWaitsForAWorkerAndThenForItsNextTry() throws Exception {
    try (FleetBed bed = new FleetBed(folder)) {
      Path file = TinyExperiment.write(folder, ITERATIONS, "held");
      Files.writeString(file, Files.readString(file) + "tasks: {retries: 1, retry_delay: 3600}\n");
      bed.children.hold(Hold.FAIL);
      String run = bed.submit(file);

      Process follower = bed.start("follower", "attach");
      Children.await(
          "the follower says it", follower, () -> bed.said("follower").contains(NONE_ALIVE));
      assertThat(bed.espalier("status").out())
          .contains("worker none alive: start one with `espalier worker")
          .contains("waits  " + NONE_ALIVE);
      assertThat(bed.espalier("list").out()).contains(run).contains("(" + NONE_ALIVE + ")");

      // One of another queue is no help.
      Process idle = bed.worker("idle", "--queues", "gpu");
      bed.await("it is there", idle, status -> status.path("workers").size() == 1);
      assertThat(bed.espalier("status").out())
          .contains("worker idle · ", " · gpu · 1 trainer · alive")
          .contains("waits  " + NONE_ALIVE);
      Children.await(
          "it says what it can do",
          idle,
          () ->
              bed.said("idle").contains("worker idle serves gpu with 1 trainer: ")
                  && bed.said("idle").contains("dl4j-cuda are left to other workers ("));

      Process worker = bed.worker("worker");
      JsonNode resting =
          bed.await(
              "it rests",
              worker,
              status -> status.at("/waits/0/waits_for").asText().equals("retry"));
      assertThat(resting.at("/waits/0/text").asText())
          .matches("retrying at .*\\d\\d:\\d\\d:\\d\\d: r1\\.dense\\.train");
      assertThat(bed.espalier("list").out()).contains("(retrying at ");
      assertThat(bed.espalier("status").out()).contains("waits  retrying at ", "RETRY");
      Children.await(
          "the follower says it", follower, () -> bed.said("follower").contains("retrying at "));

      assertThat(bed.espalier("cancel").exitCode()).isZero();
      assertThat(Children.exitCode(follower)).as(bed.said("follower")).isEqualTo(3);
    }
  }
}
