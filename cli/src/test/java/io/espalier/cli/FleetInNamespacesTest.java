package io.espalier.cli;

import static io.espalier.cli.FleetBed.trains;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.cli.environment.TestDatabase;
import io.espalier.parts.BucketServer;
import io.espalier.parts.NetworkNamespaces;
import io.espalier.parts.PostgresCluster;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three workers on machines of their own, as far as their network says; and a PostgreSQL server, a
 * Temporal server and a bucket that they reach over it and that are taken away from them.
 */
class FleetInNamespacesTest {
  private static final long ITERATIONS = 100;
  private static final int MACHINES = 3;

  @TempDir private Path folder;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private NetworkNamespaces machines;
  private PostgresCluster database;
  private BucketServer objects;
  private OwnTemporal temporal;
  private FleetBed bed;

  @BeforeEach
  void open() throws IOException {
    machines = kept(NetworkNamespaces.make(MACHINES));
    database = kept(PostgresCluster.start(machines.host()));
    objects =
        kept(new BucketServer(machines.host(), Files.createDirectory(folder.resolve("buckets"))));
    temporal = kept(new OwnTemporal(folder.resolve("temporal"), machines.host()));
    bed =
        kept(
            new FleetBed(
                folder,
                new TestDatabase(database.url() + "?user=espalier"),
                FleetEnvironment.bucket(objects, folder),
                temporal.address()));
  }

  private <T extends AutoCloseable> T kept(T part) {
    opened.push(part);
    return part;
  }

  @AfterEach
  void leaveNothingBehind() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  /** Starts worker {@code wN} on machine N. */
  private Process worker(int machine) throws IOException {
    bed.children.through(machines.in(machine));
    return bed.worker("w" + machine);
  }

  @Test
  void threeMachinesComputeTheDigestsOfOneProcess() throws Exception {
    Path file = TinyExperiment.forWorkers(folder, ITERATIONS, MACHINES);
    JsonNode clean = bed.embedded(file);
    bed.children.hold(Hold.DENSE);
    String run = bed.submit(file);
    worker(1);
    worker(2);
    assertThat(bed.eachTrains(run, worker(3), "w1", "w2", "w3")).doesNotHaveDuplicates();
    bed.children.release();

    bed.endsAs(clean);
  }

  @Test
  void machinesNetworkAndPartsAreLostInOneRunWhichEndsWithTheSameDigests() throws Exception {
    Path file = TinyExperiment.forWorkers(folder, ITERATIONS, MACHINES);
    JsonNode clean = bed.embedded(file);
    bed.children.hold(Hold.DENSE);
    String run = bed.submit(file);
    Process killed = worker(1);
    Process cutOff = worker(2);
    Process stays = worker(3);
    List<String> tasks = bed.eachTrains(run, stays, "w1", "w2", "w3");

    killed.destroyForcibly().waitFor();
    machines.cut(2);
    assertThat(machines.reaches(2, database.port())).as("the link is down").isFalse();
    bed.leasesRunOut();
    Children.await(
        "both attempts are given up",
        stays,
        () -> lost(run, tasks.get(0)) && lost(run, tasks.get(1)));
    assertThat(cutOff.isAlive()).isTrue();
    machines.mend(2);

    temporal.kill();
    bed.children.hold(Hold.PRUNED);
    awaitSaid("w3", stays, "Temporal does not answer");
    awaitSaid("w3", stays, "- " + tasks.get(2));
    awaitSaid("w2", cutOff, "- " + tasks.get(1));
    temporal.start();
    awaitSaid("w3", stays, "Temporal answers again");
    bed.await("a later training is under way", stays, trains(".01.train"));
    assertThat(bed.attempts(run, tasks.get(2)))
        .as("is not lost without the server")
        .extracting(AttemptRecord::state)
        .containsExactly(AttemptState.WON);

    objects.stop();
    bed.children.release();
    bed.await("tasks wait for the bucket", stays, FleetInNamespacesTest::waitForBucket);
    bed.children.hold(Hold.PRUNED);
    objects.start();
    JsonNode held = bed.await("another training is under way", stays, trains(".01.train"));
    List<AttemptRecord> underWay =
        with(AttemptState.RUNNING, bed.attempts(run)).stream()
            .filter(attempt -> trains(attempt.taskId()).test(held))
            .toList();
    assertThat(underWay).isNotEmpty();

    database.stopAtOnce();
    CommandLineRun status = bed.espalier("status");
    assertThat(status.exitCode()).isNotZero();
    assertThat(status.err()).contains("does not answer");
    database.restart();
    bed.children.release();

    bed.endsAs(clean);
    List<AttemptRecord> attempts = bed.attempts(run);
    assertThat(attempts)
        .extracting(AttemptRecord::state)
        .containsOnly(AttemptState.WON, AttemptState.LOST);
    List<AttemptRecord> won = with(AttemptState.WON, attempts);
    assertThat(won).extracting(AttemptRecord::stepKey).doesNotHaveDuplicates();
    assertThat(won).hasSize(clean.at("/steps/executed").asInt());
    assertThat(won).extracting(AttemptRecord::tryNumber).containsOnly(1);
    assertThat(won)
        .as("trainings that were under way when the database was away")
        .extracting(AttemptRecord::stepKey, AttemptRecord::fence)
        .containsAll(
            underWay.stream().map(begun -> tuple(begun.stepKey(), begun.fence())).toList());
  }

  private static List<AttemptRecord> with(AttemptState state, List<AttemptRecord> attempts) {
    return attempts.stream().filter(attempt -> attempt.state() == state).toList();
  }

  private boolean lost(String run, String task) {
    return bed.attempts(run, task).get(0).state() == AttemptState.LOST;
  }

  private void awaitSaid(String name, Process worker, String text) throws InterruptedException {
    Children.await(name + " says " + text, worker, () -> bed.said(name).contains(text));
  }

  private static boolean waitForBucket(JsonNode status) {
    return status.path("waits").findValuesAsText("waits_for").contains("bucket");
  }
}
