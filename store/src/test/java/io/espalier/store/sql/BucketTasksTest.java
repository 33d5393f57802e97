package io.espalier.store.sql;

class BucketTasksTest extends TasksContract {
  BucketTasksTest() {
    super(new BucketPlace());
  }
}
