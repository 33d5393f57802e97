package io.espalier.store.sql;

class PostgresWorkerTasksTest extends TasksContract {
  PostgresWorkerTasksTest() {
    super(new PostgresPlace("worker"));
  }
}
