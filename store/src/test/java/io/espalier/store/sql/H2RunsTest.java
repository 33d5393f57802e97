package io.espalier.store.sql;

class H2RunsTest extends RunsContract {
  H2RunsTest() {
    super(new H2Place());
  }
}
