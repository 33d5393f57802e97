package io.espalier.store.sql;

class PostgresWorkerArtifactsTest extends ArtifactsContract {
  PostgresWorkerArtifactsTest() {
    super(new PostgresPlace("worker"));
  }
}
