package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.failure.StoreRefusedException;
import org.junit.jupiter.api.Test;

class PostgresWorkerMeasurementsTest extends MeasurementsContract {
  PostgresWorkerMeasurementsTest() {
    super(new PostgresPlace("worker"));
  }

  /** It changes rows that a worker may not. */
  @Override
  @Test
  void whatIsComputedFromIsHeldAgainstTheChain() {
    assertThatThrownBy(super::whatIsComputedFromIsHeldAgainstTheChain)
        .isInstanceOf(StoreRefusedException.class);
  }
}
