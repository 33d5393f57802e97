package io.espalier.store.sql;

class PostgresAuditTest extends AuditContract {
  PostgresAuditTest() {
    super(new PostgresPlace());
  }
}
