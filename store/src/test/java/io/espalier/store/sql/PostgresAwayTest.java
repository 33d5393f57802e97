package io.espalier.store.sql;

class PostgresAwayTest extends AwayContract {
  PostgresAwayTest() {
    super(new PostgresPlace(), "SELECT pg_terminate_backend(pg_backend_pid())");
  }
}
