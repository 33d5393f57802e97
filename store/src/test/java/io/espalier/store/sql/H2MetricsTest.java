package io.espalier.store.sql;

class H2MetricsTest extends MetricsContract {
  H2MetricsTest() {
    super(new H2Place());
  }
}
