package io.espalier.store.sql;

class BucketMeasurementsTest extends MeasurementsContract {
  BucketMeasurementsTest() {
    super(new BucketPlace());
  }
}
