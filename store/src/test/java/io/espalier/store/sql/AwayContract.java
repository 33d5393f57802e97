package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.step.Claim;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.step.StepRecord;
import io.espalier.store.step.StepState;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

abstract class AwayContract extends StoreContract {
  private final String away;

  /** The statement that takes the database away from the connection that runs it. */
  AwayContract(Place place, String away) {
    super(place);
    this.away = away;
  }

  @Test
  void aDatabaseThatGoesAwayIsARetryableErrorAndIsFoundAgain() {
    run("run", "t");
    Claim claim = taken(request("run", "t", "step"));
    StepArtifact output = output("weights", "w");

    assertThatThrownBy(
            () ->
                sql(
                    handle -> {
                      handle.execute("UPDATE step SET state = 'READY'");
                      handle.execute(away);
                      return handle.execute("UPDATE step SET state = 'READY'");
                    }))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("the store's database failed");

    claim.commit(List.of(output), "{}", List.of());
    assertThat(store.steps().find(key("step")))
        .get()
        .extracting(StepRecord::state)
        .isEqualTo(StepState.COMPLETED);
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
  }

  @Test
  void workThatKnowsWhetherItWasDoneIsTriedAgain() {
    AtomicInteger tries = new AtomicInteger();

    int changed =
        ((SqlStore) store)
            .database()
            .writeUntilKnown(
                handle -> {
                  if (tries.incrementAndGet() == 1) {
                    handle.execute(away);
                  }
                  return handle.execute("INSERT INTO experiment (name) VALUES ('e')");
                });

    assertThat(changed).isEqualTo(1);
    assertThat(tries).hasValue(2);
    assertThat(number("SELECT COUNT(*) FROM experiment")).isEqualTo(1);
  }
}
