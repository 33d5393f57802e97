package io.espalier.store.sql;

class H2WorkersTest extends WorkersContract {
  H2WorkersTest() {
    super(new H2Place());
  }
}
