package io.espalier.store.sql;

class PostgresGarbageTest extends GarbageContract {
  PostgresGarbageTest() {
    super(new PostgresPlace());
  }
}
