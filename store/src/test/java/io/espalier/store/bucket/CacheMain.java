package io.espalier.store.bucket;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.Blobs;
import io.espalier.store.place.ArtifactPlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A process that reads artifacts of a bucket in any order, through a cache that others share. */
final class CacheMain {
  private CacheMain() {}

  /**
   * Arguments: endpoint, bucket, prefix, access key, secret key, cache folder, its bound in bytes, a
   * file with a digest and an object's name a line, seed, number of reads.
   */
  public static void main(String[] args) throws IOException {
    ArtifactPlace.Bucket place =
        new ArtifactPlace.Bucket(
            URI.create(args[0]),
            "us-east-1",
            args[1],
            args[2],
            true,
            args[3],
            args[4],
            Path.of(args[5]),
            Long.parseLong(args[6]));
    List<Blob> all =
        Files.readAllLines(Path.of(args[7])).stream()
            .map(line -> new Blob(line.substring(0, 64), line.substring(65)))
            .toList();
    Random random = new Random(Long.parseLong(args[8]));
    try (Blobs blobs = TestBuckets.forgetful(place)) {
      for (int i = 0; i < Integer.parseInt(args[9]); i++) {
        // Held against its digest, or it throws.
        blobs.read(all.get(random.nextInt(all.size())));
      }
    }
    System.out.println("all read");
  }
}
