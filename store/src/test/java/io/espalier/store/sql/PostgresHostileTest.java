package io.espalier.store.sql;

class PostgresHostileTest extends HostileContract {
  PostgresHostileTest() {
    super(new PostgresPlace());
  }
}
