package io.espalier.store.sql;

class PostgresMetricsTest extends MetricsContract {
  PostgresMetricsTest() {
    super(new PostgresPlace());
  }
}
