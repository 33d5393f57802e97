package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.Store;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.check.Garbage;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.open.Stores;
import io.espalier.store.sql.gc.Collector;
import io.espalier.store.sql.gc.Unreferenced;
import io.espalier.store.step.Checkpoint;
import io.espalier.store.step.Claim;
import io.espalier.store.step.IrreproducibleException;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.step.StepState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The bytes of a checkpoint go when its row does, unless something else needs them. */
abstract class CheckpointBytesContract extends StoreContract {
  CheckpointBytesContract(Place place) {
    super(place);
  }

  private Path file(StoredArtifact artifact) {
    return file(artifact.sha256());
  }

  private StoredArtifact checkpoint(Claim claim, long iteration) {
    StoredArtifact state = written("checkpoint", "state " + iteration);
    claim.checkpoint(iteration, state, List.of());
    return state;
  }

  private long id(StoredArtifact artifact) {
    return number("SELECT id FROM artifact WHERE sha256 = ?", artifact.sha256());
  }

  private void assertGone(StoredArtifact artifact) {
    assertThat(file(artifact)).doesNotExist();
    assertThat(number("SELECT COUNT(*) FROM artifact WHERE sha256 = ?", artifact.sha256()))
        .isZero();
  }

  private void assertKept(StoredArtifact artifact) {
    assertThat(file(artifact)).exists();
    assertThat(store.artifacts().find(artifact.sha256())).isPresent();
  }

  private long objects() throws IOException {
    try (Stream<Path> files = Files.walk(place().objects(folder))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void theThirdOfAStepTakesTheFirstAway() {
    run("run", "t");
    Claim claim = taken(request("run", "t", "step"));
    StoredArtifact first = checkpoint(claim, 10);
    StoredArtifact second = checkpoint(claim, 20);
    assertKept(first);

    StoredArtifact third = checkpoint(claim, 30);

    assertGone(first);
    assertKept(second);
    assertKept(third);
    checkpoint(claim, 30);
    assertKept(third);
  }

  @Test
  void anotherOneOfTheSameIterationTakesItAway() {
    run("run", "t");
    Claim claim = taken(request("run", "t", "step"));
    StoredArtifact first = checkpoint(claim, 10);

    StoredArtifact other = written("checkpoint", "other");
    claim.checkpoint(10, other, List.of());

    assertGone(first);
    assertKept(other);
  }

  @Test
  void aCompletedStepLeavesNone() throws IOException {
    run("run", "t");
    Claim claim = taken(request("run", "t", "step"));
    StoredArtifact first = checkpoint(claim, 10);
    StoredArtifact second = checkpoint(claim, 20);

    claim.commit(List.of(output("weights", "w")), "{}", List.of());

    assertGone(first);
    assertGone(second);
    assertThat(objects()).as("configuration, plan and weights").isEqualTo(3);
  }

  @Test
  void aStepThatClosesAsIrreproducibleLeavesNone() throws IOException {
    run("run", "t");
    StepArtifact output = compute("run", "t", "step", "weights");
    lose(output.artifact());
    Claim again = taken(request("run", "t", "step"));
    StoredArtifact state = checkpoint(again, 10);

    Assertions.assertThatThrownBy(
            () -> again.commit(List.of(output("weights", "others")), "{}", List.of()))
        .isInstanceOf(IrreproducibleException.class);

    assertGone(state);
    assertThat(number("SELECT COUNT(*) FROM checkpoint")).isZero();
  }

  @Test
  void thoseBehindTheOneThatIsContinuedGo() throws IOException {
    run("run", "t");
    Claim first = taken(request("run", "t", "step"));
    StoredArtifact whole = checkpoint(first, 10);
    StoredArtifact damaged = checkpoint(first, 20);
    first.release("stop");
    Files.writeString(file(damaged), "state X");

    assertThat(taken(request("run", "t", "step")).checkpoint())
        .contains(new Checkpoint(10, whole.sha256()));

    assertGone(damaged);
    assertKept(whole);
  }

  @Test
  void whatSomethingElseRefersToIsKept() {
    run("run", "t", "u", "v");
    Claim claim = taken(request("run", "t", "step"));
    StoredArtifact output = checkpoint(claim, 1);
    taken(request("run", "u", "other"))
        .commit(List.of(new StepArtifact("weights", 0, output)), "{}", List.of());
    StoredArtifact checkpoint = checkpoint(claim, 2);
    taken(request("run", "v", "third")).checkpoint(2, checkpoint, List.of());
    StoredArtifact pinned = checkpoint(claim, 3);
    change("INSERT INTO artifact_pin SELECT id, 'kept' FROM artifact WHERE id = ?", id(pinned));
    StoredArtifact plan = checkpoint(claim, 4);
    change("UPDATE run SET plan_artifact_id = ?", id(plan));
    StoredArtifact config = checkpoint(claim, 5);
    change("UPDATE run SET config_artifact_id = ?", id(config));
    StoredArtifact log = checkpoint(claim, 6);
    change("UPDATE attempt SET log_artifact_id = ? WHERE state = 'WON'", id(log));
    StoredArtifact input = checkpoint(claim, 7);
    change(
        "INSERT INTO step_io SELECT step_id, 'I', 'weights', 0, ? FROM checkpoint WHERE iteration ="
            + " 7",
        id(input));

    claim.commit(List.of(), "{}", List.of());

    assertThat(number("SELECT COUNT(*) FROM checkpoint")).isEqualTo(1);
    assertThat(List.of(output, checkpoint, pinned, plan, config, log, input))
        .allSatisfy(this::assertKept);
  }

  @Test
  void aWriterOfTheSameBytesKeepsThem() throws IOException {
    run("run", "t", "u");
    StoredArtifact state = checkpoint(taken(request("run", "t", "step")), 10);
    change("DELETE FROM checkpoint");
    Collector collector = collector();

    List<Long> condemned = sql(handle -> Unreferenced.condemn(handle, List.of(id(state))));
    written("checkpoint", "state 10");
    // The clock that stamps files runs a few milliseconds after the database's.
    Files.setLastModifiedTime(file(state), FileTime.from(Instant.now().plusSeconds(1)));
    collector.remove(condemned);
    taken(request("run", "u", "other")).checkpoint(10, state, List.of());

    assertKept(state);
  }

  @Test
  void aWriterWhoseTransactionComesFirstKeepsThem() {
    run("run", "t", "u");
    StoredArtifact state = checkpoint(taken(request("run", "t", "step")), 10);
    change("DELETE FROM checkpoint");

    List<Long> condemned = sql(handle -> Unreferenced.condemn(handle, List.of(id(state))));
    taken(request("run", "u", "other")).checkpoint(10, state, List.of());
    collector().remove(condemned);

    assertKept(state);
    assertThat(number("SELECT COUNT(*) FROM artifact WHERE state <> 'LIVE'")).isZero();
  }

  private Collector collector() {
    return ((SqlStore) store).collector();
  }

  @Test
  void trainingsThatWriteTheSameBytesAtOnceNeverLoseThem() throws Exception {
    run("run", "t", "u");
    List<Claim> claims =
        List.of(taken(request("run", "t", "step")), taken(request("run", "u", "other")));
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Callable<StoredArtifact>> trainings =
          claims.stream().<Callable<StoredArtifact>>map(c -> () -> train(c)).toList();
      for (Future<StoredArtifact> last : pool.invokeAll(trainings)) {
        assertKept(last.get());
      }
    } finally {
      pool.shutdown();
    }

    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
    for (Claim claim : claims) {
      claim.commit(List.of(), "{}", List.of());
    }
    assertThat(number("SELECT COUNT(*) FROM artifact WHERE kind = 'checkpoint'")).isZero();
  }

  /** Writes again when it comes too late, as an attempt that is released does. */
  private StoredArtifact train(Claim claim) {
    StoredArtifact last = NOTHING;
    for (int i = 0; i < 60; i++) {
      for (boolean done = false; !done; ) {
        last = written("checkpoint", "state " + i % 4);
        try {
          claim.checkpoint(i, last, List.of());
          done = true;
        } catch (StoreUnavailableException gone) {
          assertThat(gone).hasMessageContaining("write them again");
        }
      }
    }
    return last;
  }

  @Test
  void aDiskThatFailsOnTheWayLeavesNothingForGood() throws IOException {
    int operations = 0;
    for (boolean through = false; !through; operations++) {
      String step = "step " + operations;
      run(step, "t");
      disk.failAfter(operations);
      try {
        resumed(step);
        through = true;
      } catch (StoreUnavailableException full) {
        disk.work();
        reopen();
        // Where many processes share the store, the lease of the last one runs out.
        change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
        resumed(step);
      }
      disk.work();
      assertThat(store.steps().find(key(step)).orElseThrow().state())
          .isEqualTo(StepState.COMPLETED);
      Stores.collect(store);
      assertThat(
              number("SELECT COUNT(*) FROM artifact WHERE state = 'LIVE' AND kind = 'checkpoint'"))
          .as("after %d operations", operations)
          .isZero();
      assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
    }
    assertThat(operations).isGreaterThan(20);
  }

  /** Trains from the last checkpoint to the end. */
  private void resumed(String step) {
    Claim claim = taken(request(step, "t", step));
    long from = claim.checkpoint().map(Checkpoint::iteration).orElse(0L);
    for (long i = from + 1; i <= 3; i++) {
      claim.checkpoint(i, written("checkpoint", step + " " + i), List.of());
    }
    claim.commit(List.of(output("weights", step)), "{}", List.of());
  }

  @Test
  void aKillBetweenDeletionAndRemovalIsMadeGood() throws IOException {
    run("run", "t");
    Claim claim = taken(request("run", "t", "step"));
    StoredArtifact first = checkpoint(claim, 10);
    StoredArtifact second = checkpoint(claim, 20);
    change("DELETE FROM checkpoint");
    sql(handle -> Unreferenced.condemn(handle, List.of(id(first), id(second))));
    Files.delete(file(second));
    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
    if (!place().shared()) {
      store.close();
      try (Store idle = H2Opening.readOnly(folder)) {
        assertThat(Stores.garbage(idle).items())
            .extracting(Garbage.Item::name)
            .containsExactly(first.sha256());
      }
    }

    reopen();
    if (place().shared()) {
      twoDaysPass();
      Stores.collect(store);
    }

    assertGone(first);
    assertGone(second);
  }
}
