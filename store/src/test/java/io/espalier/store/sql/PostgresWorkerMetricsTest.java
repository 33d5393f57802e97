package io.espalier.store.sql;

class PostgresWorkerMetricsTest extends MetricsContract {
  PostgresWorkerMetricsTest() {
    super(new PostgresPlace("worker"));
  }
}
