package io.espalier.store.sql;

class PostgresWorkerMeasurementsTest extends MeasurementsContract {
  PostgresWorkerMeasurementsTest() {
    super(new PostgresPlace("worker"));
  }
}
