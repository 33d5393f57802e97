package io.espalier.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.service.answer.StatusAnswer.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The workers of a store as people see them. */
class WorkerListTest {
  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

  private static Worker worker(String name, long pid, int silentMinutes, boolean claims) {
    return new Worker(
        name,
        "host",
        pid,
        "build",
        List.of("cpu", "gpu"),
        1,
        NOW,
        NOW.minus(Duration.ofMinutes(silentMinutes)),
        silentMinutes == 0,
        claims,
        false,
        List.of("run/r1.dense.train"));
  }

  @Test
  void aLivingWorkerSaysWhatItComputes() {
    assertThat(WorkerList.lines(List.of(worker("room-3", 1, 0, true)), NOW))
        .containsExactly(
            "worker room-3 · host · cpu, gpu · 1 trainer · alive · run/r1.dense.train");
  }

  @Test
  void afterManyKillsThreeAreNamedAndTheRestCounted() {
    List<Worker> workers = new ArrayList<>(List.of(worker("alive", 1, 0, false)));
    for (int minutes = 1; minutes <= 59; minutes++) {
      workers.add(worker("killed-" + minutes, minutes, minutes, false));
    }
    List<String> lines = WorkerList.lines(workers, NOW);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(1)).startsWith("worker killed-1 · host").contains(" · silent since ");
    assertThat(lines.get(4)).isEqualTo("worker 56 more, silent for longer");
  }

  @Test
  void aSilentOneThatClaimsStepsIsAlwaysNamedAndSaysWhatBecomesOfThem() {
    List<Worker> workers = new ArrayList<>();
    for (int minutes = 1; minutes <= 5; minutes++) {
      workers.add(worker("killed-" + minutes, minutes, minutes, minutes == 5));
    }
    assertThat(WorkerList.lines(workers, NOW).get(3))
        .startsWith("worker killed-5")
        .endsWith("; others go on with its tasks when its claims run out");
  }

  @Test
  void twoThatLiveUnderOneNameAreToldApart() {
    assertThat(
            WorkerList.lines(
                List.of(worker("same", 17, 0, false), worker("same", 4711, 0, false)), NOW))
        .extracting(line -> line.replaceAll(" · cpu.*", ""))
        .containsExactly("worker same · host process 17", "worker same · host process 4711");
  }
}
