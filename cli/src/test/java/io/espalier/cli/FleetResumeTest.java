package io.espalier.cli;

import static io.espalier.cli.FleetBed.trains;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.store.Store;
import io.espalier.store.audit.AuditLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several people who go on with a run at the same moment. */
class FleetResumeTest {
  private static final long ITERATIONS = 300;
  private static final int CLIENTS = 3;
  private static final int RUNS = 3;

  @TempDir private Path folder;

  @Test
  void ofSeveralThatGoOnWithARunAtOnceOneClearsItsTasksAndAllFollowItToItsEnd() throws Exception {
    try (FleetBed bed = new FleetBed(folder)) {
      Path file = TinyExperiment.write(folder, ITERATIONS, "held");
      Process worker = bed.worker("worker");
      for (int seed = 1; seed <= RUNS; seed++) {
        bed.children.hold(Hold.DENSE);
        String run = bed.submit(file, "--set", "seed=" + seed);
        bed.await("the dense training is under way", worker, trains("r1.dense.train"));
        boolean lost = seed == RUNS;
        if (lost) {
          bed.forgetWorkflow(run);
        } else {
          assertThat(bed.espalier("cancel", run).exitCode()).isZero();
          bed.children.slow();
          bed.await(
              "it is cancelled",
              worker,
              status -> status.at("/run/state").asText().equals("failed"));
        }
        long before = last(bed, run);

        List<FutureTask<CommandLineRun>> clients = resume(bed, run);
        bed.children.release();
        for (FutureTask<CommandLineRun> client : clients) {
          assertThat(client.get().exitCode()).as(client.get().err()).isZero();
        }
        List<String> cleared = cleared(bed, run, before);
        assertThat(cleared).as(run).doesNotHaveDuplicates();
        assertThat(cleared.toString().contains("r1.dense.train"))
            .as("%s: %s", run, cleared)
            .isEqualTo(!lost);
      }
      JsonNode clean = bed.embedded(file);
      bed.submit(file);
      bed.endsAs(clean);
    }
  }

  private List<FutureTask<CommandLineRun>> resume(FleetBed bed, String run) {
    CyclicBarrier together = new CyclicBarrier(CLIENTS);
    List<FutureTask<CommandLineRun>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String home = "client-" + i;
      FutureTask<CommandLineRun> client =
          new FutureTask<>(
              () -> {
                together.await();
                return bed.from(home, "resume", run);
              });
      clients.add(client);
      new Thread(client, home).start();
    }
    return clients;
  }

  private static long last(FleetBed bed, String run) {
    try (Store store = bed.store()) {
      return store.audit().last(run);
    }
  }

  private static List<String> cleared(FleetBed bed, String run, long after) {
    try (Store store = bed.store()) {
      return store.audit().eventsAfter(run, after).stream()
          .filter(event -> event.kind().equals("task.cleared"))
          .map(AuditLog.Event::body)
          .toList();
    }
  }
}
