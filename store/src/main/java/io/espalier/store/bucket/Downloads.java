package io.espalier.store.bucket;

import io.espalier.digest.Digest;
import io.espalier.store.artifact.BlobRef;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.artifact.HashedFile;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads objects of a bucket that the cache does not hold, and checks them; keeps them in the cache
 * where it has room. To be called on the private threads of {@link BucketBlobs}. Thread-safe.
 */
final class Downloads {
  /** Readers of the same digest wait for one download. */
  private static final int LOCKS = 64;

  private final Bucket bucket;
  private final Cache cache;
  private final Written written;
  private final Object[] locks = new Object[LOCKS];

  /** Reads through a cache; {@code written} finds objects that no row names yet. */
  Downloads(Bucket bucket, Cache cache, Written written) {
    this.bucket = bucket;
    this.cache = cache;
    this.written = written;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * The bytes of an object.
   *
   * @throws CorruptArtifactException when it is missing or is not what its digest says
   */
  byte[] bytes(BlobRef blob) {
    synchronized (lock(blob)) {
      try {
        byte[] cached = cache.read(blob.sha256());
        if (cached == null) {
          download(blob);
          cached = cache.read(blob.sha256());
        }
        if (cached != null) {
          return cached;
        }
      } catch (StoreUnavailableException e) {
        if (e.ofBucket()) {
          throw e;
        }
        // The cache has no room: bytes can do without it.
      }
      return intoMemory(blob);
    }
  }

  /**
   * The file of an object in the cache.
   *
   * @throws CorruptArtifactException as {@link #bytes}
   */
  Path file(BlobRef blob) {
    synchronized (lock(blob)) {
      Path cached = cache.file(blob.sha256());
      if (cached == null) {
        download(blob);
        cached = cache.file(blob.sha256());
      }
      if (cached == null) {
        throw new StoreUnavailableException(
            "the cache lost artifact " + blob.sha256() + " as soon as it had it",
            new IOException("no " + cache.place(blob.sha256())));
      }
      return cached;
    }
  }

  /**
   * Hashes an object without keeping it; returns its size in bytes.
   *
   * @throws CorruptArtifactException as {@link #bytes}
   */
  long hash(BlobRef blob) {
    return checked(
        blob,
        (in, size) -> {
          HashedFile hashed = HashedFile.of(in);
          require(blob, hashed.sha256(), hashed.sizeBytes());
          return hashed.sizeBytes();
        });
  }

  private Object lock(BlobRef blob) {
    return locks[Integer.parseInt(blob.sha256().substring(0, 2), 16) % LOCKS];
  }

  private byte[] intoMemory(BlobRef blob) {
    return checked(
        blob,
        (in, size) -> {
          if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                "artifact " + blob.sha256() + " is too large for memory: read the file itself");
          }
          byte[] bytes = in.readNBytes((int) size);
          require(blob, Digest.of(bytes), bytes.length);
          return bytes;
        });
  }

  private void download(BlobRef blob) {
    checked(
        blob,
        (in, size) -> {
          cache.take(blob.sha256(), size, in::transferTo);
          return true;
        });
  }

  /** Reads an object twice before it counts as damaged: it may have been on its way. */
  private <T> T checked(BlobRef blob, Bucket.Reader<T> reader) {
    try {
      return found(blob, reader);
    } catch (CorruptArtifactException once) {
      return found(blob, reader);
    }
  }

  private <T> T found(BlobRef blob, Bucket.Reader<T> reader) {
    BlobRef there = blob.object() != null ? blob : written.find(blob.sha256()).orElse(blob);
    if (there.object() == null) {
      throw missing(blob, "no row names an object of it");
    }
    return bucket
        .get(BucketBlobs.name(there), reader)
        .orElseThrow(() -> missing(blob, "no " + bucket.address(BucketBlobs.name(there))));
  }

  private static CorruptArtifactException missing(BlobRef blob, String why) {
    return new CorruptArtifactException(
        blob.sha256(), "artifact " + blob.sha256() + " is missing: " + why);
  }

  private static void require(BlobRef blob, String found, long sizeBytes) {
    if (!found.equals(blob.sha256())) {
      throw CorruptArtifactException.other(blob.sha256(), found, sizeBytes);
    }
  }
}
