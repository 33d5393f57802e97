package io.espalier.store.bucket;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.StoredArtifact;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this process has brought into the bucket and may still put into rows. Objects without a row
 * are removed a day after they were written, so one of half a day is trusted no more, by whichever
 * clock went further: that of the machine, or that which no one sets. Thread-safe.
 */
final class Written {
  private static final Duration TRUSTED = Duration.ofHours(12);

  private record Put(Blob blob, long sizeBytes, Instant at, long nanos) {
    boolean trusted() {
      return Duration.between(at, Instant.now()).compareTo(TRUSTED) < 0
          && System.nanoTime() - nanos < TRUSTED.toNanos();
    }
  }

  private final Map<String, Put> objects = new LinkedHashMap<>();

  /** Notes an object; {@code at} and {@code nanos} are of before it was written. */
  synchronized void add(StoredArtifact artifact, Blob blob, Instant at, long nanos) {
    // The oldest come first.
    Iterator<Put> old = objects.values().iterator();
    while (old.hasNext() && !old.next().trusted()) {
      old.remove();
    }
    objects.remove(artifact.sha256());
    objects.put(
        artifact.sha256(),
        new Put(blob, artifact.sizeBytes(), at, nanos));
  }

  /** The object of a digest. */
  synchronized Optional<Blob> find(String sha256, long sizeBytes) {
    return Optional.ofNullable(objects.get(sha256))
        .filter(object -> object.sizeBytes() == sizeBytes && object.trusted())
        .map(Put::blob);
  }

  /** The object of a digest, whatever its age. */
  synchronized Optional<Blob> find(String sha256) {
    return Optional.ofNullable(objects.get(sha256)).map(Put::blob);
  }
}
