package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.step.AttemptRecord;
import io.espalier.store.step.AttemptState;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimLostException;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.HeldStep;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Claims that many processes may make: the database clock ends them. */
class PostgresLeasesTest extends StoreContract {
  PostgresLeasesTest() {
    super(new PostgresPlace());
  }

  @Test
  void aClaimWhoseLeaseRanOutGoesToTheNextAndTheZombieChangesNothing() throws IOException {
    run("run", "a", "b");
    Claim zombie = taken(request("run", "a", "step"));
    Files.writeString(zombie.logFile(), "zombie\n");
    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");

    Claim second = taken(request("run", "b", "step"));

    StepArtifact late = output("weights", "late");
    assertThatThrownBy(() -> zombie.commit(List.of(late), "{}", List.of()))
        .isInstanceOf(ClaimLostException.class);
    second.commit(List.of(output("weights", "right")), "{}", List.of());
    assertThat(store.steps().attempts(key("step")))
        .extracting(AttemptRecord::state)
        .containsExactly(AttemptState.LOST, AttemptState.WON);
    String log = String.valueOf(store.steps().attempts(key("step")).get(0).logDigest());
    assertThat(store.artifacts().read(log)).asString().isEqualTo("zombie\n");
    assertThat(store.tasks().find("run", "a"))
        .get()
        .extracting(TaskRecord::state)
        .isEqualTo(TaskState.RUNNING);
  }

  @Test
  void renewingKeepsALease() {
    run("run", "a", "b");
    Claim claim = taken(request("run", "a", "step"));
    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");

    claim.renew();

    assertThat(store.steps().claim(request("run", "b", "step")))
        .isInstanceOf(ClaimOutcome.Busy.class);
  }

  @Test
  void aStepWhoseLeaseRanOutIsHeldByNobody() {
    run("run", "a");
    taken(request("run", "a", "step"));
    assertThat(store.shared()).isTrue();
    assertThat(store.steps().held()).hasSize(1);

    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");

    assertThat(store.steps().held()).isEmpty();
  }

  @Test
  void whoeverNoticesAClaimThatRanOutEndsItsAttemptOnceAndKeepsItsLog() throws IOException {
    run("run", "a");
    Claim zombie = taken(request("run", "a", "step"));
    Files.writeString(zombie.logFile(), "last words\n");
    assertThat(store.steps().runOut()).isEmpty();
    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    List<HeldStep> seen = store.steps().runOut();
    assertThat(seen).extracting(HeldStep::taskId).containsExactly("a");

    try (Store other = place().open(folder, disk)) {
      List<Boolean> freed =
          Stream.of(store, other)
              .parallel()
              .map(either -> either.steps().free(seen.get(0)))
              .toList();
      assertThat(freed).containsExactlyInAnyOrder(true, false);
    }

    AttemptRecord lost = store.steps().attempts(key("step")).get(0);
    assertThat(lost.state()).isEqualTo(AttemptState.LOST);
    assertThat(store.artifacts().read(String.valueOf(lost.logDigest())))
        .asString()
        .isEqualTo("last words\n");
    assertThat(number("SELECT COUNT(*) FROM audit_event WHERE kind = 'step.lost'")).isEqualTo(1);
    assertThatThrownBy(zombie::renew).isInstanceOf(ClaimLostException.class);
    assertThatThrownBy(() -> zombie.release("late")).isInstanceOf(ClaimLostException.class);
    taken(request("run", "a", "step")).commit(List.of(output("weights", "w")), "{}", List.of());
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
  }

  @Test
  void aClaimThatWasRenewedAfterItWasSeenRunOutIsNotEnded() {
    run("run", "a");
    Claim claim = taken(request("run", "a", "step"));
    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    HeldStep seen = store.steps().runOut().get(0);
    claim.renew();

    assertThat(store.steps().free(seen)).isFalse();

    claim.commit(List.of(output("weights", "w")), "{}", List.of());
  }

  @Test
  void aClaimOfALaterAttemptIsNotEndedInPlaceOfTheOneThatWasSeen() {
    run("run", "a", "b");
    taken(request("run", "a", "step"));
    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    HeldStep seen = store.steps().runOut().get(0);
    taken(request("run", "b", "step"));
    change("UPDATE step SET lease_expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");

    assertThat(store.steps().free(seen)).isFalse();
  }

  @Test
  void everyProcessFindsTheSameIdentityAndAnotherDatabaseHasAnother() {
    try (Store other = place().open(folder, disk)) {
      assertThat(other.identity()).isEqualTo(store.identity()).matches("[0-9a-f]{12}");
    }
    String before = store.identity();
    change("DELETE FROM store_identity");
    reopen();
    assertThat(store.identity()).matches("[0-9a-f]{12}").isNotEqualTo(before);
  }
}
