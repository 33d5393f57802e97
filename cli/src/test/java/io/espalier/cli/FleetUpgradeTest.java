package io.espalier.cli;

import static io.espalier.cli.FleetBed.trains;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.FleetBed.HeldRun;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.store.Store;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.task.TaskRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers are replaced one by one by those of a newer build, in the middle of a run. */
class FleetUpgradeTest extends FleetFixture {
  @Test
  void aRunGoesOnOverBothBuildsWhereNoVersionChangedAndEndsWithTheSameDigests() throws Exception {
    bed.children.build(null, "espalier.git.commit=old");
    HeldRun held = bed.heldRun("old-1");
    Process old1 = held.worker();
    Process old2 = bed.worker("old-2");
    bed.children.build(null, "espalier.git.commit=new");
    Process new1 = bed.worker("new-1");
    bed.await("both builds are there", new1, status -> builds(status).size() == 3);
    assertThat(builds(bed.json("status")))
        .containsExactlyInAnyOrder("development old", "development old", "development new");

    drain(old1, "old-1");
    bed.children.slow();
    drained(old1, "old-1");
    bed.children.hold(Hold.PRUNED);
    bed.await("a later training is under way", new1, trains(".01.train"));
    Process new2 = bed.worker("new-2");
    drain(old2, "old-2");
    bed.children.slow();
    drained(old2, "old-2");
    bed.children.release();

    bed.endsAs(held.clean());
    assertThat(new1.isAlive()).isTrue();
    assertThat(new2.isAlive()).isTrue();
    assertThat(bed.attempts(held.id(), "r1.dense.train"))
        .as("begun by the old build, ended by another worker")
        .extracting(AttemptRecord::worker)
        .startsWith("old-1")
        .hasSizeGreaterThan(1);
    assertThat(workers(held.id())).contains("old-1").containsAnyOf("new-1", "new-2");
    assertThat(tries(held.id())).containsOnly(1);
  }

  @Test
  void tasksOfAVersionThatIsReplacedWaitForAWorkerWithItAndUseNoTry() throws Exception {
    Path services = Stamp.services(folder.resolve("build"));
    bed.children.hold(Hold.DENSE);
    bed.children.build(services, Stamp.VERSION + "=1");
    Process client = bed.start("client", "run", "--dag", "three-stamps", "--detach");
    assertThat(Children.exitCode(client)).as(bed.said("client")).isZero();
    Process old = bed.worker("old");
    bed.await("the first task is under way", old, trains("first"));

    bed.children.build(services, Stamp.VERSION + "=2");
    Process newer = bed.worker("newer");
    old.destroy();
    drained(old, "old");
    bed.children.release();
    String waits = "waiting for a worker with stamp version 1 (others have version 2)";
    JsonNode status =
        bed.await("the run says so", newer, now -> now.path("waits").toString().contains(waits));
    assertThat(status.at("/tasks/0/shown").asText()).isEqualTo("WAITS");
    assertThat(status.at("/tasks/0/text").asText()).isEqualTo(waits);
    assertThat(bed.espalier("status").out()).contains("waits  " + waits + " since ");

    bed.children.build(services, Stamp.VERSION + "=1");
    Process back = bed.worker("back");
    Process follower = bed.start("follower", "attach");
    assertThat(Children.exitCode(follower)).as(bed.said("follower")).isZero();

    String run = status.at("/run/run_id").asText();
    assertThat(workers(run)).containsExactly("old", "back", "back", "back");
    assertThat(tries(run)).containsExactly(1, 1, 1);
    assertThat(back.isAlive()).isTrue();
    assertThat(newer.isAlive()).isTrue();
    assertThat(bed.espalier("verify").exitCode()).isZero();
  }

  /** Asks a worker to stop, which takes no more tasks from then on. */
  private void drain(Process worker, String name) throws InterruptedException {
    worker.destroy();
    bed.await("it drains", worker, status -> bed.said(name).contains("drains"));
  }

  /** Waits until it has stopped. */
  private void drained(Process worker, String name) throws InterruptedException {
    assertThat(Children.exitCode(worker)).as(bed.said(name)).isZero();
    assertThat(bed.said(name)).endsWith("drained\n");
  }

  private static List<String> builds(JsonNode status) {
    List<String> builds = new ArrayList<>();
    status.path("workers").forEach(worker -> builds.add(worker.path("build").asText()));
    return builds;
  }

  /** Who attempted the steps of a run, in the order of its tasks. */
  private List<String> workers(String run) {
    List<String> workers = new ArrayList<>();
    for (TaskRecord task : tasks(run)) {
      bed.attempts(run, task.taskId()).forEach(attempt -> workers.add(attempt.worker()));
    }
    return workers;
  }

  private List<Integer> tries(String run) {
    return tasks(run).stream().map(TaskRecord::tryNumber).toList();
  }

  private List<TaskRecord> tasks(String run) {
    try (Store store = bed.store()) {
      return store.tasks().list(run);
    }
  }
}
