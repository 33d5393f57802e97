package io.espalier.store.bucket;

import io.espalier.parts.BucketServer;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.artifact.Disk;
import io.espalier.store.place.ArtifactPlace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Buckets with small parts, and a disk of the test's own under their cache. */
public final class TestBuckets {
  /** The smallest that S3 takes. */
  public static final int PART_BYTES = 5 << 20;

  private static final String PREFIX = "team/";

  private TestBuckets() {}

  /** A bucket of a server as a place for artifacts. */
  public static ArtifactPlace.Bucket place(URI endpoint, String bucket, Path cache, long bytes) {
    return new ArtifactPlace.Bucket(
        endpoint,
        "us-east-1",
        bucket,
        PREFIX,
        true,
        BucketServer.KEY,
        BucketServer.SECRET,
        cache,
        bytes);
  }

  /** The folder with the objects of a bucket of the tests' server. */
  public static Path objects(String bucket) {
    return BucketServer.get().folder(bucket).resolve(PREFIX);
  }

  /** Artifacts in a bucket. */
  public static Blobs open(ArtifactPlace.Bucket place, Disk disk) {
    return new BucketBlobs(place, disk, PART_BYTES, BucketBlobs.IN_USE);
  }

  /** As {@link #open}; a file in the cache may go as soon as it is not the latest used. */
  public static Blobs forgetful(ArtifactPlace.Bucket place) {
    return new BucketBlobs(place, new CacheDisk(), PART_BYTES, Duration.ZERO);
  }
}
