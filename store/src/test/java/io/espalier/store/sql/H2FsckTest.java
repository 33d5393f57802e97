package io.espalier.store.sql;

class H2FsckTest extends FsckContract {
  H2FsckTest() {
    super(new H2Place());
  }
}
