package io.espalier.cli;

import static io.espalier.cli.FleetBed.signal;
import static io.espalier.cli.FleetBed.trains;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.FleetBed.HeldRun;
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
    HeldRun held = bed.heldRun("zombie");

    signal(held.worker(), "STOP");
    bed.leasesRunOut();
    bed.children.release();
    bed.worker("other");
    bed.endsAs(held.clean());
    List<AttemptRecord> before = bed.attempts(held.id(), "r1.dense.train");
    signal(held.worker(), "CONT");
    Children.await(
        "the zombie has found out",
        held.worker(),
        () -> bed.said("zombie").contains("- r1.dense.train"));

    assertThat(bed.attempts(held.id(), "r1.dense.train")).isEqualTo(before);
    assertThat(before)
        .extracting(AttemptRecord::state, AttemptRecord::worker)
        .containsExactly(tuple(AttemptState.LOST, "zombie"), tuple(AttemptState.WON, "other"));
    bed.endsAs(held.clean());
  }

  @Test
  void aWorkerThatIsAskedToStopLeavesItsTrainingAtACheckpointToAnother() throws Exception {
    HeldRun held = bed.heldRun("first");

    held.worker().destroy();
    bed.await("it drains", held.worker(), status -> bed.said("first").contains("drains"));
    bed.children.slow();
    assertThat(Children.exitCode(held.worker())).as(bed.said("first")).isZero();
    bed.children.release();
    assertThat(bed.said("first")).endsWith("drained\n");
    try (Store store = bed.store()) {
      assertThat(store.workers().list()).as("it has left the registry").isEmpty();
    }
    bed.worker("second");

    bed.endsAs(held.clean());
    List<AttemptRecord> attempts = bed.attempts(held.id(), "r1.dense.train");
    assertThat(attempts).extracting(AttemptRecord::worker).containsExactly("first", "second");
    try (Store store = bed.store()) {
      String log = String.valueOf(attempts.get(1).logDigest());
      assertThat(new String(store.artifacts().read(log), StandardCharsets.UTF_8))
          .contains("goes on from the checkpoint at iteration");
      assertThat(store.tasks().find(held.id(), "r1.dense.train").orElseThrow().tryNumber())
          .isEqualTo(1);
    }
  }
}
