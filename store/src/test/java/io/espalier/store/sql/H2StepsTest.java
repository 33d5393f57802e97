package io.espalier.store.sql;

class H2StepsTest extends StepsContract {
  H2StepsTest() {
    super(new H2Place());
  }
}
