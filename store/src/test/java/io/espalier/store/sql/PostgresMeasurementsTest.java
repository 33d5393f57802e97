package io.espalier.store.sql;

class PostgresMeasurementsTest extends MeasurementsContract {
  PostgresMeasurementsTest() {
    super(new PostgresPlace());
  }
}
