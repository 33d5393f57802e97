package io.espalier.store.sql;

class PostgresTasksTest extends TasksContract {
  PostgresTasksTest() {
    super(new PostgresPlace());
  }
}
