package io.espalier.store.bucket;

import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Disk;
import io.espalier.store.place.ArtifactPlace;
import java.time.Duration;

/** Buckets with small parts, and a disk of the test's own under their cache. */
public final class TestBuckets {
  /** The smallest that S3 takes. */
  public static final int PART_BYTES = 5 << 20;

  private TestBuckets() {}

  /** Artifacts in a bucket. */
  public static Blobs open(ArtifactPlace.Bucket place, Disk disk) {
    return new BucketBlobs(place, disk, PART_BYTES, BucketBlobs.IN_USE);
  }

  /** As {@link #open}; a file in the cache may go as soon as it is not the latest used. */
  public static Blobs forgetful(ArtifactPlace.Bucket place) {
    return new BucketBlobs(place, new CacheDisk(), PART_BYTES, Duration.ZERO);
  }
}
