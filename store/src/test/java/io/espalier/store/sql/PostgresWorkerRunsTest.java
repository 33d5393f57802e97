package io.espalier.store.sql;

class PostgresWorkerRunsTest extends RunsContract {
  PostgresWorkerRunsTest() {
    super(new PostgresPlace("worker"));
  }
}
