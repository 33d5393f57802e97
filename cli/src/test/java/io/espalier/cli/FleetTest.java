package io.espalier.cli;

import static io.espalier.cli.FleetBed.signal;
import static io.espalier.cli.FleetBed.trains;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.store.Store;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers in processes of their own over one shared store, which are lost on the way. */
class FleetTest extends FleetFixture {
  @Test
  void aWorkerKilledInATrainingIsReplacedAndTheDigestsAreThoseOfOneProcess() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = bed.embedded(file);
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

    bed.endsAs(clean);
    assertThat(bed.attempts(run, "r1.dense.train"))
        .extracting(AttemptRecord::state, AttemptRecord::worker)
        .containsExactly(tuple(AttemptState.LOST, "first"), tuple(AttemptState.WON, "second"));
    assertThat(bed.attempts(run, "r1.dense.train").get(0).logDigest()).as("its log").isNotNull();
    assertThat(second.isAlive()).isTrue();
  }

  @Test
  void aTrainingThatIsReadyWaitsForTheNextFreeTrainerOfWhicheverWorker() throws Exception {
    Path file = TinyExperiment.forWorkers(folder, ITERATIONS, 2);
    JsonNode clean = bed.embedded(file);
    bed.children.hold(Hold.DENSE);
    bed.submit(file);
    Process first = bed.worker("first");
    bed.await("one trains", first, trains("r1.dense.train").or(trains("r2.dense.train")));
    Process second = bed.worker("second");
    bed.await(
        "the other trains there", second, trains("r1.dense.train").and(trains("r2.dense.train")));
    bed.children.release();
    bed.endsAs(clean);
  }

  @Test
  void aStoppedWorkerThatComesBackAfterItsLeaseChangesNothing() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = bed.embedded(file);
    bed.children.hold(Hold.DENSE);
    String run = bed.submit(file);
    Process zombie = bed.worker("zombie");
    bed.await("the dense training is under way", zombie, trains("r1.dense.train"));

    signal(zombie, "STOP");
    bed.leasesRunOut();
    bed.children.release();
    bed.worker("other");
    bed.endsAs(clean);
    List<AttemptRecord> before = bed.attempts(run, "r1.dense.train");
    signal(zombie, "CONT");
    Children.await(
        "the zombie has found out", zombie, () -> bed.said("zombie").contains("- r1.dense.train"));

    assertThat(bed.attempts(run, "r1.dense.train")).isEqualTo(before);
    assertThat(before)
        .extracting(AttemptRecord::state, AttemptRecord::worker)
        .containsExactly(tuple(AttemptState.LOST, "zombie"), tuple(AttemptState.WON, "other"));
    bed.endsAs(clean);
  }

  @Test
  void aWorkerThatIsAskedToStopLeavesItsTrainingAtACheckpointToAnother() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    JsonNode clean = bed.embedded(file);
    bed.children.hold(Hold.DENSE);
    String run = bed.submit(file);
    Process first = bed.worker("first");
    bed.await("the dense training is under way", first, trains("r1.dense.train"));

    first.destroy();
    bed.await("it drains", first, status -> bed.said("first").contains("drains"));
    bed.children.slow();
    assertThat(Children.exitCode(first)).as(bed.said("first")).isZero();
    bed.children.release();
    assertThat(bed.said("first")).endsWith("drained\n");
    try (Store store = bed.store()) {
      assertThat(store.workers().list()).as("it has left the registry").isEmpty();
    }
    bed.worker("second");

    bed.endsAs(clean);
    List<AttemptRecord> attempts = bed.attempts(run, "r1.dense.train");
    assertThat(attempts).extracting(AttemptRecord::worker).containsExactly("first", "second");
    try (Store store = bed.store()) {
      String log = String.valueOf(attempts.get(1).logDigest());
      assertThat(new String(store.artifacts().read(log), StandardCharsets.UTF_8))
          .contains("goes on from the checkpoint at iteration");
      assertThat(store.tasks().find(run, "r1.dense.train").orElseThrow().tryNumber()).isEqualTo(1);
    }
  }
}
