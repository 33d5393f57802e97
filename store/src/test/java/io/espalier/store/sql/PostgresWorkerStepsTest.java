package io.espalier.store.sql;

class PostgresWorkerStepsTest extends StepsContract {
  PostgresWorkerStepsTest() {
    super(new PostgresPlace("worker"));
  }
}
