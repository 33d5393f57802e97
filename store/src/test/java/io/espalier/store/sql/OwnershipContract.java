package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.Store;
import io.espalier.store.artifact.Ownership;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.failure.StoreMisplacedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whose artifacts lie at a place that several machines are told of. */
abstract class OwnershipContract extends StoreContract {
  OwnershipContract(Place place) {
    super(place);
  }

  /** Where the identity lies. */
  abstract Path mark();

  /** Another machine's view of the same database, with this place empty. */
  abstract Store elsewhere();

  @Test
  void whoeverWritesFirstLeavesTheIdentityOfTheStore() throws IOException {
    assertThat(mark()).as("nothing is written before").doesNotExist();
    put("plan", "a plan");
    assertThat(Files.readString(mark()))
        .startsWith(store.identity() + "\n")
        .contains("postgresql://");
    reopen();
    Stores.requirePlace(store);
    assertThat(store.identity()).matches("[0-9a-f]{12}");
  }

  @Test
  void aPlaceOfAnotherStoreIsRefusedAndBothAreNamed() throws IOException {
    put("plan", "a plan");
    Files.writeString(mark(), "0123456789ab\npostgresql://db.example:5432/other\n");
    String mine = store.identity();
    assertThatThrownBy(this::reopen)
        .isInstanceOf(StoreMisplacedException.class)
        .hasMessageContaining("belongs to another store, 0123456789ab in postgresql://db.example")
        .hasMessageContaining("this one is " + mine + " in postgresql://")
        .hasMessageContaining("`espalier doctor`");
    assertThat(Files.readString(mark())).as("it is left alone").startsWith("0123456789ab");

    Files.writeString(mark(), mine + "\n");
    store = place().open(folder, disk);
    Stores.requirePlace(store);
  }

  @Test
  void aPlaceThatLacksEverythingIsRefusedAndStaysEmpty() {
    put("plan", "a plan");
    assertThatThrownBy(this::elsewhere)
        .isInstanceOf(StoreMisplacedException.class)
        .hasMessageContaining("holds nothing of the store " + store.identity())
        .hasMessageContaining("mount what holds its artifacts");
    assertThat(number("SELECT COUNT(*) FROM artifact WHERE state <> 'LIVE'")).isZero();
  }

  @Test
  void aMachineThatCameFirstWaitsWhereOthersHaveWrittenElsewhere() {
    try (Store early = elsewhere()) {
      StoredArtifact plan = put("plan", "a plan");
      assertThatThrownBy(() -> early.artifacts().read(plan.sha256()))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("holds nothing of the store");
      assertThatThrownBy(
              () -> early.artifacts().put("x", "x/y", "bytes".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(StoreUnavailableException.class);
    }
    assertThat(number("SELECT COUNT(*) FROM artifact WHERE state = 'LIVE'")).isEqualTo(1);
  }

  @Test
  void aStoreOfAnOlderProgramIsAdoptedByWhoeverOpensItToWrite() throws IOException {
    StoredArtifact plan = put("plan", "a plan");
    Files.delete(mark());
    reopen();
    assertThat(Files.readString(mark())).startsWith(store.identity());
    assertThat(store.artifacts().read(plan.sha256())).isNotEmpty();
  }

  @Test
  void neitherTheCollectorNorFsckMindsTheIdentity() throws IOException {
    put("orphan", "nobody needs it");
    twoDaysPass();
    assertThat(Stores.garbage(store).items())
        .extracting(item -> item.name())
        .noneMatch(name -> name.contains(Ownership.NAME));
    Stores.collect(store);
    assertThat(mark()).exists();
    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
  }
}
