package io.espalier.store.sql;

class PostgresWorkersTest extends WorkersContract {
  PostgresWorkersTest() {
    super(new PostgresPlace());
  }
}
