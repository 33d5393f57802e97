package io.espalier.store.sql;

class PostgresRunsTest extends RunsContract {
  PostgresRunsTest() {
    super(new PostgresPlace());
  }
}
