package io.espalier.store.sql;

class PostgresRacesTest extends RacesContract {
  PostgresRacesTest() {
    super(new PostgresPlace());
  }
}
