package io.espalier.cli;

import static io.espalier.cli.FleetBed.trains;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.FleetBed.HeldRun;
import io.espalier.cli.HeldExecutor.Hold;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs that workers walk, whatever becomes of who started them and of the Temporal server. */
class FleetWalksTest extends FleetFixture {
  @Test
  void aRunEndsWithoutTheTerminalItWasStartedFromOrAnyOther() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = bed.embedded(file);
    bed.children.hold(Hold.DENSE);
    Process client = bed.start("starter", "run", file.toString());
    Children.await("the run is there", client, () -> bed.said("starter").contains("run tiny-"));
    Process worker = bed.worker("worker");
    bed.await("the dense training is under way", worker, trains("r1.dense.train"));
    Process follower = bed.start("follower", "attach");

    client.destroyForcibly().waitFor();
    bed.children.release();

    assertThat(Children.exitCode(follower)).as(bed.said("follower")).isZero();
    assertThat(bed.said("follower")).contains("report ");
    bed.endsAs(clean);
    assertThat(worker.isAlive()).isTrue();
  }

  @Test
  void aRunIsCancelledFromAMachineThatDoesNotComputeItAndGoesOnFromAnother() throws Exception {
    HeldRun held = bed.heldRun("worker");

    assertThat(bed.espalier("cancel").exitCode()).isZero();
    bed.children.slow();
    CommandLineRun followed = bed.espalier("attach");
    bed.children.release();
    assertThat(followed.exitCode()).as(followed.err()).isEqualTo(3);
    assertThat(followed.err()).contains("The run was cancelled.");

    CommandLineRun resumed = bed.espalier("resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    bed.endsAs(held.clean());
  }

  @Test
  void aRunThatTemporalHasLostIsStartedAgainFromItsRecordedStates() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = bed.embedded(file);
    bed.children.hold(Hold.PRUNED);
    String run = bed.submit(file);
    Process worker = bed.worker("worker");
    bed.await("a later training is under way", worker, trains(".01.train"));

    bed.forgetWorkflow(run);
    bed.children.release();
    CommandLineRun resumed = bed.espalier("resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();

    bed.endsAs(clean);
    assertThat(bed.attempts(run, "r1.dense.train")).as("is not walked again").hasSize(1);
  }

  @Test
  void machinesThatHaveNeverSeenThemComputeOnImportedDataWithUserJars() throws Exception {
    Path pictures = OwnData.pictures(folder.resolve("pictures"), 8);
    Path file = OwnData.experiment(folder);
    Files.writeString(file, Files.readString(file).replace("{rewind: 0}", "{restart: 3}"));
    String plugins = ExampleJar.plugins(folder, "adding-a-treatment.md").toString();
    Path alone = folder.resolve("embedded");
    assertThat(CommandLineRun.of(alone, "data", "import", "mine", pictures.toString()).exitCode())
        .isZero();
    CommandLineRun ran =
        CommandLineRun.of(alone, "run", file.toString(), "--plugins", plugins, "--json");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    JsonNode clean = new ObjectMapper().readTree(ran.out());

    assertThat(bed.espalier("data", "import", "mine", pictures.toString()).exitCode()).isZero();
    Process worker = bed.worker("worker");
    bed.submit(file, "--plugins", plugins);
    bed.endsAs(clean);
    assertThat(folder.resolve("worker/data")).doesNotExist();
    assertThat(worker.isAlive()).isTrue();
  }

  @Test
  void aRunGoesOnWhereTheTemporalServerIsKilledAndStartedAgain() throws Exception {
    bed.close();
    try (OwnTemporal temporal = new OwnTemporal(folder.resolve("temporal"))) {
      bed = new FleetBed(folder, temporal.address());
      HeldRun held = bed.heldRun("worker");

      temporal.kill();
      bed.children.release();
      Children.await(
          "the training has ended without the server",
          held.worker(),
          () -> bed.said("worker").contains("- r1.dense.train"));
      temporal.start();

      bed.endsAs(held.clean());
      assertThat(bed.attempts(held.id(), "r1.dense.train")).as("is not lost").hasSize(1);
    }
  }
}
