package io.espalier.store.sql;

class BucketRacesTest extends RacesContract {
  BucketRacesTest() {
    super(new BucketPlace());
  }
}
