package io.espalier.store.sql;

class BucketArtifactsTest extends ArtifactsContract {
  BucketArtifactsTest() {
    super(new BucketPlace());
  }
}
