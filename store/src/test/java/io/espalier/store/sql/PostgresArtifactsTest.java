package io.espalier.store.sql;

class PostgresArtifactsTest extends ArtifactsContract {
  PostgresArtifactsTest() {
    super(new PostgresPlace());
  }
}
