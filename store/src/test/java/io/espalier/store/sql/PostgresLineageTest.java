package io.espalier.store.sql;

class PostgresLineageTest extends LineageContract {
  PostgresLineageTest() {
    super(new PostgresPlace());
  }
}
