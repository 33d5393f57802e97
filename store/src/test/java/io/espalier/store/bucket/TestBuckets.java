package io.espalier.store.bucket;

import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Disk;
import io.espalier.store.place.ArtifactPlace;

/** Buckets with small parts, and a disk of the test's own under their cache. */
public final class TestBuckets {
  /** The smallest that S3 takes. */
  public static final int PART_BYTES = 5 << 20;

  private TestBuckets() {}

  /** Artifacts in a bucket. */
  public static Blobs open(ArtifactPlace.Bucket place, Disk disk) {
    return new BucketBlobs(place, disk, PART_BYTES);
  }
}
