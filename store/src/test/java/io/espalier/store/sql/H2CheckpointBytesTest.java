package io.espalier.store.sql;

class H2CheckpointBytesTest extends CheckpointBytesContract {
  H2CheckpointBytesTest() {
    super(new H2Place());
  }
}
