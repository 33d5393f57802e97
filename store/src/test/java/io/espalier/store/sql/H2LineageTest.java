package io.espalier.store.sql;

class H2LineageTest extends LineageContract {
  H2LineageTest() {
    super(new H2Place());
  }
}
