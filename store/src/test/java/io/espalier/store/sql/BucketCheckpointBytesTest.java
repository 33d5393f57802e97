package io.espalier.store.sql;

class BucketCheckpointBytesTest extends CheckpointBytesContract {
  BucketCheckpointBytesTest() {
    super(new BucketPlace());
  }
}
