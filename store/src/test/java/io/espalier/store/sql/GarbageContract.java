package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.check.Garbage;
import io.espalier.store.check.Garbage.Why;
import io.espalier.store.open.Stores;
import io.espalier.store.run.NewRun;
import io.espalier.store.sql.gc.Unreferenced;
import io.espalier.store.step.Claim;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.NewTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What nothing needs is found and removed, and nothing else. */
abstract class GarbageContract extends StoreContract {
  GarbageContract(Place place) {
    super(place);
  }

  private Garbage garbage() {
    return Stores.garbage(store);
  }

  /** So much later that nothing is under way any more: here a day, there another owner. */
  private void later() throws IOException {
    if (place().shared()) {
      twoDaysPass();
    } else {
      reopen();
    }
  }

  /** Collects as often as it takes where a grace period lies between condemning and removing. */
  private Garbage collected() throws IOException {
    Garbage found = Stores.collect(store);
    if (place().shared()) {
      twoDaysPass();
      Stores.collect(store);
    }
    return found;
  }

  @Test
  void aStoreOfNothingButWhatIsNeededHasNone() throws IOException {
    run("run", "t", "u");
    StepArtifact output = compute("run", "t", "step", "weights");
    Claim claim = taken(request("run", "u", "other", output));
    Files.writeString(claim.logFile(), "line\n");
    claim.checkpoint(10, written("checkpoint", "state"), List.of());
    claim.fail("x", "y");
    StoredArtifact pinned = put("config", "pinned");
    change(
        "INSERT INTO artifact_pin SELECT id, 'kept' FROM artifact WHERE sha256 = ?", sha(pinned));
    later();

    assertThat(garbage().items()).isEmpty();
    assertThat(Stores.collect(store).items()).isEmpty();
    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
    assertThat(Stores.fsck(store, bytes -> {}).artifacts()).isEqualTo(6);
  }

  private static String sha(StoredArtifact artifact) {
    return artifact.sha256();
  }

  @Test
  void artifactsThatNothingRefersToAreFoundAndOnlyACollectionRemovesThem() throws IOException {
    run("run", "t");
    compute("run", "t", "step", "weights");
    StoredArtifact old = put("checkpoint", "of an earlier version");
    later();

    assertThat(garbage().items())
        .containsExactly(
            new Garbage.Item(Why.UNREFERENCED, "checkpoint", old.sha256(), old.sizeBytes()));
    assertThat(file(old.sha256())).exists();
    assertThat(collected().bytes()).isEqualTo(old.sizeBytes());
    assertThat(file(old.sha256())).doesNotExist();
    assertThat(number("SELECT COUNT(*) FROM artifact WHERE sha256 = ?", old.sha256())).isZero();
    assertThat(garbage().items()).isEmpty();
    assertThat(Stores.fsck(store, bytes -> {}).notes()).isEmpty();
  }

  @Test
  void damagedOnesThatNothingRefersToGoToo() throws IOException {
    StoredArtifact old = put("checkpoint", "of an earlier version");
    Files.writeString(file(old.sha256()), "damaged");
    assertThat(Stores.fsck(store, bytes -> {}).problems()).hasSize(1);
    later();

    collected();

    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
  }

  @Test
  void whatMayBelongToWorkUnderWayIsLeftOut() throws IOException {
    later();
    put("config", "of a run that is submitted next");
    Path step = file(written("weights", "of a step that commits next").sha256());
    Path half = Files.writeString(place().unfinished(folder).resolve("half.part"), "half");
    for (Path young : List.of(step, half)) {
      // The clock that stamps files may be some milliseconds late.
      Files.setLastModifiedTime(young, FileTime.from(Instant.now().plusSeconds(1)));
    }

    assertThat(garbage().items()).isEmpty();
    assertThat(Stores.collect(store).items()).isEmpty();
    assertThat(half).exists();
    assertThat(step).exists();
  }

  @Test
  void whatThePlanOfARunNamesIsKeptAlthoughNoStepHasReadItYet() throws IOException {
    StoredArtifact data = put("data", "images");
    StoredArtifact plan = put("plan", "{\"digest\":\"" + data.sha256() + "\"}");
    List<NewTask> tasks = List.of(new NewTask("t", 0, null, null, null));
    store
        .runs()
        .create(new NewRun("e", "run", "w", plan.sha256(), plan.sha256(), Instant.EPOCH, 1, tasks));
    later();

    assertThat(garbage().items()).isEmpty();

    Files.writeString(file(plan.sha256()), "{}");
    assertThatThrownBy(() -> Stores.collect(store)).isInstanceOf(CorruptArtifactException.class);
    assertThat(file(data.sha256())).exists();
  }

  @Test
  void filesThatNoRowNamesAndUnfinishedOnesAreCollected() throws IOException {
    StoredArtifact orphan = written("checkpoint", "of a killed attempt");
    boolean unfinished = place().shared() && place().filed();
    if (unfinished) {
      Files.writeString(folder.resolve("tmp/killed.part"), "half");
    }
    later();

    assertThat(garbage().items())
        .extracting(Garbage.Item::why)
        .isEqualTo(unfinished ? List.of(Why.ORPHAN, Why.UNFINISHED) : List.of(Why.ORPHAN));
    assertThat(file(orphan.sha256())).exists();

    collected();

    assertThat(file(orphan.sha256())).doesNotExist();
    assertThat(folder.resolve("tmp/killed.part")).doesNotExist();
    assertThat(garbage().items()).isEmpty();
  }

  @Test
  void anOrphanWhoseBytesAreWrittenAgainIsAnArtifactLikeAnyOther() throws IOException {
    run("run", "t");
    StoredArtifact orphan = written("weights", "w");
    later();
    if (place().shared()) {
      Stores.collect(store);
    }
    assertThat(number("SELECT COUNT(*) FROM artifact WHERE kind = 'orphan'")).isEqualTo(1);

    compute("run", "t", "step", "w");
    later();

    assertThat(store.artifacts().find(orphan.sha256())).contains(orphan);
    // In a bucket it was written beside the first, which goes.
    assertThat(garbage().items()).hasSize(place().filed() ? 0 : 1);
    collected();
    assertThat(garbage().items()).isEmpty();
    assertThat(store.artifacts().read(orphan.sha256())).asString().isEqualTo("w");
  }

  @Test
  void everyColumnThatRefersToAnArtifactIsAsked() {
    List<Tuple> references =
        sql(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT LOWER(k.table_name), LOWER(k.column_name)
                        FROM information_schema.referential_constraints f
                        JOIN information_schema.key_column_usage k
                          ON k.constraint_name = f.constraint_name
                            AND k.constraint_schema = f.constraint_schema
                        JOIN information_schema.table_constraints t
                          ON t.constraint_name = f.unique_constraint_name
                            AND t.constraint_schema = f.unique_constraint_schema
                        WHERE LOWER(t.table_name) = 'artifact'
                          AND f.constraint_schema = CURRENT_SCHEMA
                        """)
                    .map((rows, context) -> Tuple.tuple(rows.getString(1), rows.getString(2)))
                    .list());

    assertThat(references).hasSize(6);
    for (Tuple reference : references) {
      List<Object> names = reference.toList();
      assertThat(Unreferenced.CONDITION)
          .contains("FROM " + names.get(0) + " r WHERE r." + names.get(1) + " = a.id");
    }
  }
}
