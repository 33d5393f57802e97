package io.espalier.store.sql;

class BucketGarbageTest extends GarbageContract {
  BucketGarbageTest() {
    super(new BucketPlace());
  }
}
