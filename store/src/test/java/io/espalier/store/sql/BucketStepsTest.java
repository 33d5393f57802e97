package io.espalier.store.sql;

class BucketStepsTest extends StepsContract {
  BucketStepsTest() {
    super(new BucketPlace());
  }
}
