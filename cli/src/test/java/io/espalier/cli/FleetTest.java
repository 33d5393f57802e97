package io.espalier.cli;

import static io.espalier.cli.FleetBed.signal;
import static io.espalier.cli.FleetBed.trains;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.store.Store;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers in processes of their own over one shared store, which are lost on the way. */
class FleetTest {
  private static final long ITERATIONS = 300;

  @TempDir private Path folder;
  private FleetBed bed;

  @BeforeEach
  void open() throws IOException {
    bed = new FleetBed(folder);
  }

  @AfterEach
  void leaveNoneBehind() {
    if (bed != null) {
      bed.close();
    }
  }

  private JsonNode embedded(Path file) throws IOException {
    CommandLineRun run =
        CommandLineRun.of(folder.resolve("embedded"), "run", file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  /** Follows the latest run to its end and holds it against the same run in one process. */
  private void endsAs(JsonNode clean) throws IOException {
    JsonNode shown = bed.json("attach");
    assertThat(shown.path("results")).isNotEmpty().isEqualTo(clean.path("results"));
    assertThat(shown.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
    assertThat(bed.espalier("verify").exitCode()).isZero();
    assertThat(bed.espalier("fsck").exitCode()).isZero();
  }

  private List<AttemptRecord> attempts(String run, String task) {
    try (Store store = bed.store()) {
      String key = store.tasks().find(run, task).orElseThrow().stepKey();
      return store.steps().attempts(String.valueOf(key));
    }
  }

  @Test
  void aWorkerKilledInATrainingIsReplacedAndTheDigestsAreThoseOfOneProcess() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = embedded(file);
    bed.children.hold(Hold.DENSE);

    String run = bed.submit(file);
    assertThat(bed.espalier("status").out())
        .contains("waits  waiting for a worker of queue cpu (none alive)");
    Process first = bed.worker("first");
    bed.await("the dense training is under way", first, trains("r1.dense.train"));
    first.destroyForcibly().waitFor();
    bed.leasesRunOut();
    bed.children.release();
    Process second = bed.worker("second");

    endsAs(clean);
    assertThat(attempts(run, "r1.dense.train"))
        .extracting(AttemptRecord::state, AttemptRecord::worker)
        .containsExactly(
            tuple(AttemptState.LOST, "first"),
            tuple(AttemptState.WON, "second"));
    assertThat(attempts(run, "r1.dense.train").get(0).logDigest()).as("its log").isNotNull();
    assertThat(second.isAlive()).isTrue();
  }

  @Test
  void aStoppedWorkerThatComesBackAfterItsLeaseChangesNothing() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = embedded(file);
    bed.children.hold(Hold.DENSE);
    String run = bed.submit(file);
    Process zombie = bed.worker("zombie");
    bed.await("the dense training is under way", zombie, trains("r1.dense.train"));

    signal(zombie, "STOP");
    bed.leasesRunOut();
    bed.children.release();
    bed.worker("other");
    endsAs(clean);
    List<AttemptRecord> before = attempts(run, "r1.dense.train");
    signal(zombie, "CONT");
    Children.await(
        "the zombie has found out", zombie, () -> bedSaid("zombie").contains("- r1.dense.train"));

    assertThat(attempts(run, "r1.dense.train")).isEqualTo(before);
    assertThat(before)
        .extracting(AttemptRecord::state, AttemptRecord::worker)
        .containsExactly(
            tuple(AttemptState.LOST, "zombie"),
            tuple(AttemptState.WON, "other"));
    endsAs(clean);
  }

  private String bedSaid(String name) {
    try {
      return bed.said(name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWorkerThatIsAskedToStopLeavesItsTrainingAtACheckpointToAnother() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = embedded(file);
    bed.children.hold(Hold.DENSE);
    String run = bed.submit(file);
    Process first = bed.worker("first");
    bed.await("the dense training is under way", first, trains("r1.dense.train"));

    first.destroy();
    bed.await("it drains", first, status -> bedSaid("first").contains("drains"));
    bed.children.release();
    assertThat(Children.exitCode(first)).as(bedSaid("first")).isZero();
    assertThat(bedSaid("first")).endsWith("drained\n");
    try (Store store = bed.store()) {
      assertThat(store.workers().list()).as("it has left the registry").isEmpty();
    }
    bed.worker("second");

    endsAs(clean);
    List<AttemptRecord> attempts = attempts(run, "r1.dense.train");
    assertThat(attempts).extracting(AttemptRecord::worker).containsExactly("first", "second");
    try (Store store = bed.store()) {
      String log = String.valueOf(attempts.get(1).logDigest());
      assertThat(new String(store.artifacts().read(log), StandardCharsets.UTF_8))
          .contains("goes on from the checkpoint at iteration");
      assertThat(store.tasks().find(run, "r1.dense.train").orElseThrow().tryNumber()).isEqualTo(1);
    }
  }

  @Test
  void aRunEndsWithoutTheTerminalItWasStartedFromOrAnyOther() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = embedded(file);
    bed.children.hold(Hold.DENSE);
    Process worker = bed.worker("worker");
    Process client = bed.start("starter", "run", file.toString());
    bed.await("the dense training is under way", client, trains("r1.dense.train"));
    Process follower = bed.start("follower", "attach");
    Children.await("it follows", follower, () -> follower.isAlive());

    client.destroyForcibly().waitFor();
    bed.children.release();

    assertThat(Children.exitCode(follower)).as(bedSaid("follower")).isZero();
    assertThat(bedSaid("follower")).contains("report ");
    endsAs(clean);
    assertThat(worker.isAlive()).isTrue();
  }

  @Test
  void aRunIsCancelledFromAMachineThatDoesNotComputeItAndGoesOnFromAnother() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = embedded(file);
    bed.children.hold(Hold.DENSE);
    bed.submit(file);
    Process worker = bed.worker("worker");
    bed.await("the dense training is under way", worker, trains("r1.dense.train"));

    assertThat(bed.espalier("cancel").exitCode()).isZero();
    bed.children.release();
    CommandLineRun followed = bed.espalier("attach");
    assertThat(followed.exitCode()).as(followed.err()).isEqualTo(3);
    assertThat(followed.err()).contains("The run was cancelled.");

    CommandLineRun resumed = bed.espalier("resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    endsAs(clean);
  }

  @Test
  void aRunThatTemporalHasLostIsStartedAgainFromItsRecordedStates() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = embedded(file);
    bed.children.hold(Hold.PRUNED);
    String run = bed.submit(file);
    Process worker = bed.worker("worker");
    bed.await("a later training is under way", worker, trains(".01.train"));

    bed.forgetWorkflow(run);
    bed.children.release();
    CommandLineRun resumed = bed.espalier("resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();

    endsAs(clean);
    assertThat(attempts(run, "r1.dense.train")).as("is not walked again").hasSize(1);
  }

  @Test
  void machinesThatHaveNeverSeenThemComputeOnImportedDataWithUserJars() throws Exception {
    Path pictures = OwnData.pictures(folder.resolve("pictures"), 8);
    Path file = OwnData.experiment(folder);
    Files.writeString(
        file,
        Files.readString(file).replace("{rewind: 0}}", "{rewind: 0}, objective: focal}"));
    String plugins = ExampleJar.plugins(folder, "adding-an-objective.md").toString();
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
    endsAs(clean);
    assertThat(folder.resolve("worker/data")).doesNotExist();
    assertThat(worker.isAlive()).isTrue();
  }
}
