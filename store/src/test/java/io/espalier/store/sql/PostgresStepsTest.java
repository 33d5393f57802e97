package io.espalier.store.sql;

class PostgresStepsTest extends StepsContract {
  PostgresStepsTest() {
    super(new PostgresPlace());
  }
}
