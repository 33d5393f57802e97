package io.espalier.store.sql;

class PostgresCheckpointBytesTest extends CheckpointBytesContract {
  PostgresCheckpointBytesTest() {
    super(new PostgresPlace());
  }
}
