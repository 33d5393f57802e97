package io.espalier.store.sql;

class PostgresFsckTest extends FsckContract {
  PostgresFsckTest() {
    super(new PostgresPlace());
  }
}
