package io.espalier.store.sql;

class BucketFsckTest extends FsckContract {
  BucketFsckTest() {
    super(new BucketPlace());
  }
}
