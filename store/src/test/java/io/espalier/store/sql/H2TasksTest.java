package io.espalier.store.sql;

class H2TasksTest extends TasksContract {
  H2TasksTest() {
    super(new H2Place());
  }
}
