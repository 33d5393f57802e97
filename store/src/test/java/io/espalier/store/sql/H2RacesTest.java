package io.espalier.store.sql;

class H2RacesTest extends RacesContract {
  H2RacesTest() {
    super(new H2Place());
  }
}
