package io.espalier.store.sql;

class PostgresTamperTest extends TamperContract {
  PostgresTamperTest() {
    super(new PostgresPlace());
  }
}
