package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.failure.StoreRefusedException;
import org.junit.jupiter.api.Test;

class PostgresWorkerCheckpointBytesTest extends CheckpointBytesContract {
  PostgresWorkerCheckpointBytesTest() {
    super(new PostgresPlace("worker"));
  }

  /** It changes rows that a worker may not. */
  @Override
  @Test
  void whatSomethingElseRefersToIsKept() {
    assertThatThrownBy(super::whatSomethingElseRefersToIsKept)
        .isInstanceOf(StoreRefusedException.class);
  }
}
