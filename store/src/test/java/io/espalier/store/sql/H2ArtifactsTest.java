package io.espalier.store.sql;

class H2ArtifactsTest extends ArtifactsContract {
  H2ArtifactsTest() {
    super(new H2Place());
  }
}
