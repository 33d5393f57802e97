package io.espalier.store.sql;

class H2TamperTest extends TamperContract {
  H2TamperTest() {
    super(new H2Place());
  }
}
