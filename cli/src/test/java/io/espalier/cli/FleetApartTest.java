package io.espalier.cli;

import static io.espalier.cli.FleetBed.trains;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.store.Store;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two teams on one Temporal server and in one namespace of it never meet. */
class FleetApartTest {
  private static final long ITERATIONS = 300;

  @TempDir private Path folder;

  @Test
  void runsOfOneIdInTwoStoresAreWalkedAndComputedEachByItsOwnWorkers() throws Exception {
    Path file = TinyExperiment.write(folder, ITERATIONS, "held");
    try (FleetBed left = bed("left");
        FleetBed right = bed("right")) {
      JsonNode clean = left.embedded(file);
      left.children.hold(Hold.DENSE);
      right.children.hold(Hold.DENSE);
      String run = sameRun(left, right, file);
      Process worker = left.worker("worker");
      assertThat(right.espalier("status").out()).contains("queue cpu (none alive)");
      Process other = right.worker("worker");
      for (FleetBed bed : new FleetBed[] {left, right}) {
        Process own = bed == left ? worker : other;
        JsonNode status =
            bed.await("its dense training is under way", own, trains("r1.dense.train"));
        assertThat(status.at("/run/run_id").asText()).isEqualTo(run);
        assertThat(status.path("workers")).hasSize(1);
        assertThat(status.at("/workers/0/pid").asLong()).isEqualTo(own.pid());
      }

      assertThat(left.espalier("cancel", run).exitCode()).isZero();
      left.children.slow();
      assertThat(left.espalier("attach", run).exitCode()).isEqualTo(3);
      left.children.release();
      assertThat(right.json("status").at("/run/state").asText()).isEqualTo("running");
      right.children.release();
      right.endsAs(clean);
      eachStepOnce(right, run);

      assertThat(left.espalier("resume", run).exitCode()).isZero();
      left.endsAs(clean);
    }
  }

  private FleetBed bed(String name) throws IOException {
    return new FleetBed(Files.createDirectory(folder.resolve(name)));
  }

  /** Submits to both until that is in one second, which gives both runs one id. */
  private static String sameRun(FleetBed left, FleetBed right, Path file) throws Exception {
    for (int i = 0; i < 20; i++) {
      CyclicBarrier together = new CyclicBarrier(2);
      FutureTask<String> one =
          new FutureTask<>(
              () -> {
                together.await();
                return left.submit(file);
              });
      new Thread(one).start();
      together.await();
      String other = right.submit(file);
      if (one.get().equals(other)) {
        return other;
      }
    }
    throw new AssertionError("no two runs began in one second");
  }

  private static void eachStepOnce(FleetBed bed, String run) {
    try (Store store = bed.store()) {
      for (TaskRecord task : store.tasks().list(run)) {
        assertThat(store.steps().attempts(String.valueOf(task.stepKey())))
            .as(task.taskId())
            .extracting(attempt -> attempt.state())
            .containsExactly(AttemptState.WON);
      }
    }
  }
}
