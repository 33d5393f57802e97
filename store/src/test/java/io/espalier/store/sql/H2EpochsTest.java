package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimLostException;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims of the one process that owns the file: they last as long as it does. */
class H2EpochsTest extends StoreContract {
  H2EpochsTest() {
    super(new H2Place());
  }

  @Test
  void theClockHasNoSayWhereAnOwnerHoldsTheFile() {
    run("run", "a", "b");
    Claim claim = taken(request("run", "a", "step"));
    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' DAY");

    assertThat(store.steps().claim(request("run", "b", "step")))
        .isInstanceOf(ClaimOutcome.Busy.class);
    claim.commit(List.of(), "{}", List.of());
  }

  @Test
  void aClaimThatCouldNotBeGivenBackOnAFullDiskIsFreeForTheNextTry() throws IOException {
    run("run", "a");
    Claim claim = taken(request("run", "a", "step"));
    StepArtifact output = output("weights", "w");
    Files.writeString(claim.logFile(), "line\n");
    disk.failAfter(0);
    assertThatThrownBy(() -> claim.commit(List.of(output), "{}", List.of()))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> claim.release("full")).isInstanceOf(StoreUnavailableException.class);
    disk.work();

    Claim second = taken(request("run", "a", "step"));

    assertThat(second.fence()).isEqualTo(2);
    assertThatThrownBy(claim::renew).isInstanceOf(ClaimLostException.class);
  }

  /** The disk is full before the claim is a row, or after it, when the log before finds no room. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aClaimThatWasNotHandedOutOnAFullDiskIsFreeForTheNextTry(int operations) throws IOException {
    run("run", "a");
    Claim claim = taken(request("run", "a", "step"));
    Files.writeString(claim.logFile(), "line\n");
    disk.failAfter(0);
    assertThatThrownBy(() -> claim.release("full")).isInstanceOf(StoreUnavailableException.class);
    disk.failAfter(operations);
    assertThatThrownBy(() -> store.steps().claim(request("run", "a", "step")))
        .isInstanceOf(StoreUnavailableException.class);
    disk.work();

    Claim third = taken(request("run", "a", "step"));

    assertThat(third.fence()).isEqualTo(2 + operations);
    assertThat(store.steps().claim(request("run", "a", "step")))
        .as("once handed out it is held")
        .isInstanceOf(ClaimOutcome.Busy.class);
    third.commit(List.of(), "{}", List.of());
  }

  @Test
  void aClaimWhoseRowsAreGoneNeverWritesIntoTheStepThatGotTheirIds() {
    run("run", "a", "b");
    Claim gone = taken(request("run", "a", "one"));
    change("UPDATE task SET step_id = NULL");
    change("DELETE FROM attempt");
    change("DELETE FROM step");
    change("ALTER TABLE step ALTER COLUMN id RESTART WITH 1");
    change("ALTER TABLE attempt ALTER COLUMN id RESTART WITH 1");
    Claim other = taken(request("run", "b", "two"));

    StepArtifact output = output("weights", "of one");
    assertThatThrownBy(() -> gone.commit(List.of(output), "{}", List.of()))
        .isInstanceOf(ClaimLostException.class);
    assertThatThrownBy(gone::renew).isInstanceOf(ClaimLostException.class);
    other.commit(List.of(), "{}", List.of());
    assertThat(store.steps().outputs(key("two"))).isEmpty();
    assertThat(store.steps().find(key("one"))).isEmpty();
  }

  @Test
  void theLogOfAnAttemptThatNoRowKnowsGoesWithTheNextOwner() throws IOException {
    run("run", "a");
    Claim claim = taken(request("run", "a", "step"));
    Files.writeString(claim.logFile(), "line\n");
    change("UPDATE task SET step_id = NULL");
    change("DELETE FROM attempt");
    change("DELETE FROM step");

    reopen();

    assertThat(claim.logFile()).doesNotExist();
  }
}
