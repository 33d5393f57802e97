package io.espalier.store.sql;

class H2HostileTest extends HostileContract {
  H2HostileTest() {
    super(new H2Place());
  }
}
