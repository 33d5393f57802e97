package io.espalier.store.sql;

class H2AuditTest extends AuditContract {
  H2AuditTest() {
    super(new H2Place());
  }
}
