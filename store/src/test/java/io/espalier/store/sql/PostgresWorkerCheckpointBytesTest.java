package io.espalier.store.sql;

class PostgresWorkerCheckpointBytesTest extends CheckpointBytesContract {
  PostgresWorkerCheckpointBytesTest() {
    super(new PostgresPlace("worker"));
  }
}
